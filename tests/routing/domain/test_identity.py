"""One idea sent twice is one, however it was greeted, spelled and broken into lines; another idea never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.identity import essence_of

TITLE = "藻場の再生のご提案"
IDEA = (
    "磯焼けで失われた藻場を、廃棄貝殻で作った着生基盤を沈めて再生します。",
    "漁協と高校の海洋科が、水中画像で18か月の生育を記録します。",
    "吸収した二酸化炭素の量を算定し、クレジットの申請まで弊社が行います。",
)
PLAIN = "\n".join(IDEA)
GREETINGS = (
    "",
    "公民連携デスク 御中\n\nいつもお世話になっております。\n",
    "澪野県 計画推進課\nご担当者様\n\nはじめてご連絡いたします。\n㈱髙波水産技研の髙木と申します。\n",
    "拝啓　時下ますますご清栄のこととお喜び申し上げます。平素は格別のご高配を賜り、厚く御礼申し上げます。\n",
    "突然のメールにて失礼いたします。先日お送りした内容を再送いたします。\n",
    "こんにちは。\n株式会社うみやどの浜口です。\n",
)
CLOSINGS = (
    "",
    "\nご検討のほど、何とぞよろしくお願い申し上げます。\n",
    "\nお忙しいところ恐れ入りますが、ご検討いただけますと幸いです。\n敬具\n",
    "\n\n株式会社澪鉄バス 沢辺健一\n",
    "\nどうぞよろしくお願いいたします。\n\n-- \n髙木 亮\nTEL 000-824-1180\n",
)


@pytest.mark.parametrize("greeting", GREETINGS)
@pytest.mark.parametrize("closing", CLOSINGS)
def test_another_greeting_and_another_closing_make_no_other_proposal(greeting: str, closing: str) -> None:
    assert essence_of(TITLE, f"{greeting}{PLAIN}{closing}") == essence_of(TITLE, PLAIN)


@pytest.mark.parametrize(
    "spelled",
    [
        PLAIN.replace("18", "１８"),
        PLAIN.replace("クレジット", "ｸﾚｼﾞｯﾄ"),
        PLAIN.replace("、", "，").replace("。", "．"),
        PLAIN.replace("\n", ""),
        PLAIN.replace("\n", "\r\n\r\n　"),
        PLAIN.replace("画像", "畫像").replace("学", "學"),
        "\n".join(f"・ {sentence}" for sentence in IDEA),
        "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(IDEA, start=1)),
    ],
    ids=["width", "kana", "marks", "one line", "blank lines", "old forms", "list", "numbered list"],
)
def test_another_spelling_makes_no_other_proposal(spelled: str) -> None:
    assert essence_of(TITLE, spelled) == essence_of(TITLE, PLAIN)


@given(width=st.integers(min_value=12, max_value=60))
def test_wherever_a_mail_program_breaks_the_lines_it_is_one_proposal(width: int) -> None:
    broken = "\n".join(PLAIN.replace("\n", "")[start : start + width] for start in range(0, len(PLAIN), width))

    assert essence_of(TITLE, broken) == essence_of(TITLE, PLAIN)


def test_another_subject_makes_no_other_proposal() -> None:
    assert essence_of("【再送】ご連絡", PLAIN) == essence_of(TITLE, PLAIN)


@given(left_out=st.integers(min_value=0, max_value=2), other=st.sampled_from(["24か月", "農協", "光熱費"]))
def test_another_idea_is_another_proposal(left_out: int, other: str) -> None:
    fewer = [sentence for place, sentence in enumerate(IDEA) if place != left_out]
    changed = PLAIN.replace("18か月", other)

    assert essence_of(TITLE, "\n".join(fewer)) != essence_of(TITLE, PLAIN)
    assert essence_of(TITLE, changed) != essence_of(TITLE, PLAIN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("日頃からの見守りを、ドローンで行います。", "日頃からの見守りを、宅配員の声かけで行います。"),
        ("平素の備えとして、乾パンを配ります。", "平素の備えとして、井戸を掘ります。"),
        ("再送信の要らない無線機を貸し出します。", "再送信の要らない有線の電話を貸し出します。"),
        ("山の恵みを失礼のない包装で届けます。", "海の恵みを失礼のない包装で届けます。"),
    ],
)
def test_words_of_politeness_inside_an_idea_do_not_hide_it(one: str, other: str) -> None:
    around = "この取組は、県内の三つの市町村で、来年の春から始めます。"

    assert essence_of(TITLE, one + around) != essence_of(TITLE, other + around)


def test_what_fields_and_files_say_tells_two_proposals_apart() -> None:
    mail = "お世話になっております。添付のとおりです。"

    assert essence_of("提案", mail, PLAIN) != essence_of("提案", mail, PLAIN.replace("漁協", "農協"))
    assert essence_of("提案", mail, PLAIN) == essence_of("ご提案", mail, PLAIN)


@pytest.mark.parametrize("nothing", ["", "お世話になっております。よろしくお願いいたします。", "添付をご覧ください。"])
def test_what_says_too_little_is_the_same_as_nothing(nothing: str) -> None:
    assert essence_of("提案", nothing) is None
