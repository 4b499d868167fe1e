import pytest

from shared.japanese.normalise import matching_name, matching_text


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
