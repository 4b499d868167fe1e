import pytest

from shared.japanese.normalise import matching_name, matching_prose, matching_text


@pytest.mark.parametrize(
    ("typed", "matched"),
    [
        ("ﾃｽﾄ　ＡＢＣ", "テスト abc"),
        ("①番", "1番"),
        ("10〜20", "10~20"),
        ("10～20", "10~20"),
        ("〒３１０−８５５５", "〒310-8555"),
        ("03ー1234‐5678", "03-1234-5678"),
        ("データー", "データー"),
        ("髙橋　﨑山", "高橋 崎山"),
    ],
)
def test_different_spellings_match(typed: str, matched: str) -> None:
    assert matching_text(typed) == matched


@pytest.mark.parametrize(
    "name",
    ["株式会社海風水産", "㈱海風水産", "(株)海風水産", "（株）海風水産", "海風水産 株式会社", "海風水産㈱"],
)
def test_the_legal_form_does_not_make_another_body(name: str) -> None:
    assert matching_name(name) == "海風水産"


def test_a_name_of_nothing_but_a_legal_form_stays() -> None:
    assert matching_name("株式会社") == "株式会社"


@pytest.mark.parametrize(
    ("written", "matched"),
    [
        ("再生可能エネル\r\n　ギーの活用", "再生可能エネルギーの活用"),
        ("地 域 々", "地域々"),
        ("EV 車と EV bus", "ev 車と ev bus"),
        ("㈱みお、（一社）みお", "株式会社みお、一般社団法人みお"),
        ("費用負担（有）", "費用負担(有)"),
    ],
)
def test_running_text_is_matched_across_breaks_and_with_legal_forms_written_out(written: str, matched: str) -> None:
    assert matching_prose(written) == matched
