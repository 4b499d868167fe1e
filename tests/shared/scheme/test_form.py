from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import mark  # noqa: PT013 -- `given` and `mark` stand side by side as decorators.

from shared.scheme.fields import Choice, Field, FieldKind, Role
from shared.scheme.form import check_form, chosen, role_value, shown
from tests.shared.scheme.schemes import small_scheme

SCHEME = small_scheme()
GOOD: dict[str, str | list[str]] = {
    "title": "買い物支援",
    "summary": "移動販売",
    "kind": "company",
    "name": "海風水産",
    "mail": "tanaka@umikaze.example.jp",
    "oath": "on",
}


def test_a_complete_form_has_no_errors() -> None:
    result = check_form(SCHEME, GOOD)

    assert (result.ok, result.values) == (True, GOOD | {"oath": "yes"})


def test_every_missing_answer_is_asked_for_politely() -> None:
    result = check_form(SCHEME, {})

    assert result.errors == {
        "title": "提案名をご入力ください。",
        "kind": "種別をお選びください。",
        "name": "団体名をご入力ください。",
        "mail": "メールをご入力ください。",
        "oath": "「誓約します」をご確認のうえ、印を付けてください。",
    }


@mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("mail", "　ｔａｎａｋａ＠ｕｍｉｋａｚｅ．example.jp ", "tanaka@umikaze.example.jp"),
        ("mail", "a..b.@docomo.example.jp", "a..b.@docomo.example.jp"),
        ("tel", "０００（１２３）４５６７", "000-123-4567"),
        ("tel", "000ー123−4567", "000-123-4567"),
        ("tel", "+81 90 1234 5678", "+819012345678"),
        ("zip", "〒０００－８５７０", "000-8570"),
        ("number", "Ｔ８７００１１０００５９０１", "8700110005901"),
        ("kana", "かいふう　ｽｲｻﾝ", "カイフウ スイサン"),
        ("title", "買い物\r\n支援\x00", "買い物 支援"),
        ("summary", "①㈱髙～\r\n二行目\ud800", "①㈱髙～\n二行目\ufffd"),
        ("areas", ["other", "other", ""], ["other"]),
        ("areas", "other", ["other"]),
    ],
)
def test_small_slips_are_mended_and_words_are_kept(key: str, typed: str | list[str], kept: str | list[str]) -> None:
    result = check_form(SCHEME, GOOD | {key: typed})

    assert (result.values[key], result.errors) == (kept, {})


@mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("mail", "tanaka", "メールの形をご確認ください（例：tanaka@example.jp）。"),
        ("mail", "a@b.example.jp\r\nBcc: x@y.example.jp", "メールの形をご確認ください（例：tanaka@example.jp）。"),
        ("tel", "12", "電話番号の桁数をご確認ください（例：000-123-4567）。"),
        ("zip", "123", "郵便番号は、7桁の数字でご入力ください（例：000-0000）。"),
        ("number", "8700110005902", "法人番号は13桁の数字です。番号に誤りがないかご確認ください。"),
        ("kana", "海風", "フリガナは、カタカナでご入力ください。"),
        ("kind", "alien", "種別は、選択肢の中からお選びください。"),
        ("areas", ["other", "alien"], "分野は、選択肢の中からお選びください。"),
        ("title", "あ" * 21, "提案名は、20文字以内でご入力ください（現在21文字）。"),
        ("title", ["一", "二"], "提案名は、一つだけお答えください。"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(key: str, typed: str | list[str], sentence: str) -> None:
    result = check_form(SCHEME, GOOD | {key: typed})

    assert result.errors == {key: sentence}


def test_a_field_is_required_when_another_answer_asks_for_it() -> None:
    result = check_form(SCHEME, GOOD | {"kind": "npo"})

    assert result.errors == {"seal": "代表者印をご入力ください。"}


def test_a_protected_field_asks_for_the_reason() -> None:
    result = check_form(SCHEME, GOOD | {"protect.summary": "on"})

    assert result.errors == {"why": "保護を求める項目がありますので、その部分と理由をご入力ください。"}


def test_a_field_cannot_be_protected_and_published() -> None:
    result = check_form(SCHEME, GOOD | {"protect.summary": "on", "consent.summary": "on", "why": "出願前"})

    assert result.errors == {
        "summary": "保護を求める印と、公表に同意する印の両方が付いています。どちらか一方にしてください。"
    }


def test_marks_are_read_only_where_the_scheme_offers_them() -> None:
    result = check_form(SCHEME, GOOD | {"consent.summary": "on", "consent.title": "on", "colour": "青"})

    assert (result.protected, result.consented, result.unknown) == (
        frozenset(),
        frozenset({"summary"}),
        {"consent.title": "on", "colour": "青"},
    )


def test_a_role_is_read_in_the_words_of_the_choice() -> None:
    result = check_form(SCHEME, GOOD)

    assert [role_value(SCHEME.form, result.values, role) for role in (Role.PROPOSER_KIND, Role.CONTACT_PHONE)] == [
        "企業",
        "",
    ]


KEYS = st.sampled_from([field.key for field in SCHEME.form.fields] + ["protect.summary", "?"])


TYPED = st.text("aあ①㈱髙～\0\r\n\t\ud800@.-+(0９ー　 =?", max_size=60)


@settings(deadline=None)  # The machine may be busy; what is tested is that nothing breaks.
@given(st.dictionaries(KEYS, TYPED | st.lists(TYPED, max_size=3)))
def test_no_input_breaks_the_check(values: dict[str, str | list[str]]) -> None:
    result = check_form(SCHEME, values)

    assert check_form(SCHEME, result.values).values == result.values


def test_what_was_chosen_is_found_again_in_what_is_shown() -> None:
    labels = {"sea": "海", "sea-port": "海、港", "hill": "海の山", "other": "その他"}
    field = Field(
        key="areas",
        label="分野",
        section="all",
        kind=FieldKind.MULTI,
        choices=tuple(Choice(value=value, label=label) for value, label in labels.items()),
    )

    found = [chosen(field, shown(field, list(values))) for values in (("hill", "other"), ("unknown",), ())]

    assert found == [{"hill", "other"}, frozenset(), frozenset()]
