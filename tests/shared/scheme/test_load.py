from pathlib import Path

import pytest

from shared.scheme.load import Problem, UnreadableScheme, load_gateways, load_rules, load_scheme, load_schemes

DESKS = Path(__file__).parents[3] / "deploy" / "desks"
SHIPPED = (DESKS / "miono.toml").read_text(encoding="utf-8")


def problems_of(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableScheme) as refusal:
        load_scheme(path)
    return [(problem.key, problem.sentence) for problem in refusal.value.problems]


def test_the_shipped_schemes_and_gateways_load() -> None:
    schemes = load_schemes(DESKS)

    assert list(schemes) == ["miono"]
    assert sorted(load_gateways(DESKS / "gateways", schemes)) == ["json", "kintone", "movabletype", "web-form"]


@pytest.mark.parametrize(
    ("correct", "mistake", "key", "sentence"),
    [
        ('name = "公民連携デスク"', "", "name", "この項目が書かれていません。追加してください。"),
        ("digits = 4", 'digits = "四"', "numbering.digits", "整数で書いてください。"),
        (
            "digits = 4",
            "digits = 4\ncolour = 1",
            "numbering.colour",
            "この項目は使われません。名前の書き間違いがないか確かめるか、削除してください。",
        ),
        (
            'prefix = "era_fiscal_year"',
            'prefix = "western"',
            "numbering.prefix",
            "使える値は 'era_fiscal_year' です。",
        ),
        (
            "promise_business_days = 2,",
            "promise_business_days = 9,",
            "stages.received",
            "目安（promise_business_days）は、上限（maximum_business_days）以下にしてください。",
        ),
        ("max_length = 100", "max_length = 0", "form.fields[1].max_length", "1以上にしてください。"),
        (
            'words = ["婚活", "結婚支援", "出会い"]\n',
            'not_words = ["婚活"]\n',
            "routing[1]",
            "条件がありません。words、categories、proposer_kinds、municipalities のどれかを書いてください。",
        ),
        (
            'department = "shoshika"',
            'department = "shoshika"\nproposer_kinds = ["ministry"]',
            "routing[1].proposer_kinds[1]",
            "使える値は 'company、npo、university、municipality、individual、department' です。",
        ),
        ('role = "oath"', 'role = "title"', "form", "役割（role）「title」が重複しています。"),
        (
            'subject = "【受付番号 {{ receipt }}】',
            'subject = "【受付番号 {{ idea }}】',
            "",
            "mails.acknowledgement で使えない言葉 {{ idea }} があります。",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_how_to_mend_it(
    tmp_path: Path, correct: str, mistake: str, key: str, sentence: str
) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(SHIPPED.replace(correct, mistake, 1), encoding="utf-8")

    assert problems_of(path) == [(key, sentence)]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(SHIPPED.replace("version = 6\n", "\n", 1).replace("digits = 4", "digits = 0"), encoding="utf-8")

    assert [key for key, _ in problems_of(path)] == ["version", "numbering.digits"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name = ", "TOML として読めません（Invalid value (at end of document)）。"),
        ("名前".encode("cp932"), "文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。"),
        (None, "ファイルを開けません（No such file or directory）。"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "desk.toml"
    if content is not None:
        path.write_bytes(content)

    assert problems_of(path) == [("", sentence)]


def test_one_desk_in_two_files_is_a_mistake(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(SHIPPED, encoding="utf-8")

    with pytest.raises(UnreadableScheme) as refusal:
        load_schemes(tmp_path)

    assert refusal.value.problems == (
        Problem(
            file=str(tmp_path / "b.toml"),
            key="desk_id",
            sentence="デスク「miono」は別のファイルにもあります。desk_id を変えるか、一方を削除してください。",
        ),
    )


def test_a_folder_without_a_desk_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UnreadableScheme, match="一つもありません"):
        load_schemes(tmp_path)


def test_a_gateway_of_an_unknown_desk_is_a_mistake(tmp_path: Path) -> None:
    shipped = (DESKS / "gateways" / "kintone.toml").read_text(encoding="utf-8")
    (tmp_path / "k.toml").write_text(shipped.replace('"miono"', '"nowhere"'), encoding="utf-8")

    with pytest.raises(UnreadableScheme, match="デスク「nowhere」の設定がありません"):
        load_gateways(tmp_path, load_schemes(DESKS))


RULES = '[[routing]]\nwords = ["藻場"]\ndepartment = "suisan"\npriority = 80\n'


@pytest.mark.parametrize("content", [RULES, SHIPPED])
def test_rules_are_read_from_a_file_of_their_own_or_from_a_whole_scheme(tmp_path: Path, content: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(content, encoding="utf-8")

    rules = load_rules(path, load_scheme(DESKS / "miono.toml"))

    assert [rule.department for rule in rules if "藻場" in rule.words] == ["suisan"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (RULES + RULES, "routing の2番目の規則：1番目の規則と、条件と担当課が同じです。"),
        (RULES + 'categories = ["space"]\n', "routing の1番目の規則：分野「space」が categories にありません。"),
        (
            SHIPPED.replace('desk_id = "miono"', 'desk_id = "other"', 1),
            "desk_id：このデスク（miono）の設定ではありません。",
        ),
        ("routing = []", "routing：1件以上必要です。"),
    ],
)
def test_a_mistake_in_a_file_of_rules_is_told(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UnreadableScheme, match=problem):
        load_rules(path, load_scheme(DESKS / "miono.toml"))
