"""Rules: what hits, what does not, in which order, and at what price."""

from typing import Any

import pytest

from services.routing.domain.rules import Rulebook, RuleHit, Traits, leading
from shared.events import ProposerKind
from shared.scheme.rules import RoutingRule
from tests.growth import grows_too_fast


def rule(**given: Any) -> RoutingRule:
    """Return a rule for the department of fishery."""
    return RoutingRule.model_validate({"department": "suisan", "priority": 50} | given)


def traits(text: str = "", **given: Any) -> Traits:
    """Return a company's proposal."""
    return Traits(text=text, **{"proposer_kind": ProposerKind.COMPANY} | given)


def hit_by(given: RoutingRule, said: Traits) -> bool:
    """Tell whether one rule alone hits."""
    return bool(Rulebook([given]).hits(said))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ドローン", "ﾄﾞﾛｰﾝを使います"),
        ("ＥＶ", "公用車をevにします"),
        ("5G", "５Ｇの基地局"),
        ("渡辺", "渡邊・渡邉の両家"),
        ("沢", "澤の水"),
        ("株式会社みお", "㈱みおと申します"),
        ("（株）みお", "株式会社みおと申します"),
        ("磯焼け", "磯\n焼けを止めます"),
        ("再生可能エネルギー", "再生可能エネル\r\n　ギーの活用"),
        ("空き家", "空 き 家"),
        ("AI", "（AI）で見守ります"),
        ("AI", "生成AIを使います"),
        ("梅", "梅の里"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(word: str, text: str) -> None:
    assert hit_by(rule(words=[word]), traits(text))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("AI", "mailで送ります"),
        ("EV", "レベルはlevel 5です"),
        ("磯焼け", "磯を歩き、焼けた魚を食べます"),
        ("水産", "水道と産業"),
        ("有限会社", "費用負担（有）・無"),
    ],
)
def test_a_word_that_is_not_there_is_not_found(word: str, text: str) -> None:
    assert not hit_by(rule(words=[word]), traits(text))


def test_a_hit_tells_what_made_it_in_the_words_of_the_rule() -> None:
    one = rule(
        words=["磯焼け", "漁港", "ﾌﾞﾙｰｶｰﾎﾞﾝ"],
        categories=["agriculture-fishery", "environment"],
        proposer_kinds=["company", "npo"],
        municipalities=["澪野市"],
        note="藻場は水産課の所管です。",
    )

    hits = Rulebook([one]).hits(
        traits("ブルーカーボンと磯焼け", categories=frozenset({"environment", "digital"}), place="澪野県澪野市")
    )

    assert hits == [
        RuleHit(
            number=1,
            department="suisan",
            priority=50,
            note="藻場は水産課の所管です。",
            words=("磯焼け", "ﾌﾞﾙｰｶｰﾎﾞﾝ"),
            categories=("environment",),
            proposer_kind="company",
            municipalities=("澪野市",),
        )
    ]


@pytest.mark.parametrize(
    "missing",
    [
        {"text": "漁業"},
        {"categories": frozenset({"digital"})},
        {"proposer_kind": ProposerKind.UNKNOWN},
        {"place": "浜町市"},
    ],
)
def test_every_condition_that_is_given_must_hold(missing: dict[str, Any]) -> None:
    one = rule(words=["磯焼け"], categories=["environment"], proposer_kinds=["npo"], municipalities=["澪野市"])
    whole: dict[str, Any] = {
        "text": "磯焼け",
        "categories": frozenset({"environment"}),
        "proposer_kind": ProposerKind.NPO,
        "place": "澪野市",
    }

    assert (hit_by(one, traits(**whole)), hit_by(one, traits(**whole | missing))) == (True, False)


def test_one_word_that_must_not_stand_there_outweighs_all_that_do() -> None:
    one = rule(words=["バス"], not_words=["バスケット"])

    assert (hit_by(one, traits("路線バス")), hit_by(one, traits("バスとバスケットボール"))) == (True, False)


def test_a_rule_needs_no_words() -> None:
    assert hit_by(rule(proposer_kinds=["university"]), traits(proposer_kind=ProposerKind.UNIVERSITY))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (traits("実施場所は津市です。"), True),
        (traits("三重県津市で行います。"), True),
        (traits("松阪市津市伊勢市"), True),
        (traits("大津市と魚津市場で行います。"), False),
        (traits("津市で行います。", place="松阪市"), False),
        (traits("松阪市で行います。", place="県内全域（津市を除く）"), True),
        (traits("松阪市で行います。", place="全市町村"), False),
        (traits("", proposer_kind=ProposerKind.MUNICIPALITY, proposer="津市政策課", place="松阪市"), True),
        (traits("", proposer="津市観光株式会社"), False),
    ],
)
def test_a_municipality_is_the_proposer_or_the_place_and_only_without_a_place_what_the_text_names(
    said: Traits, *, expected: bool
) -> None:
    assert hit_by(rule(municipalities=["津市"]), said) == expected


def test_hits_come_by_priority_and_then_in_the_order_of_the_file() -> None:
    book = Rulebook(
        [
            rule(words=["海"], department="kowan", priority=60),
            rule(words=["山"], department="shinrin", priority=90),
            rule(words=["海"], department="suisan", priority=80),
            rule(words=["浜"], department="kanko", priority=80),
            rule(words=["浜"], department="suisan", priority=80),
        ]
    )

    hits = book.hits(traits("海と浜"))

    assert [(hit.number, hit.priority) for hit in hits] == [(3, 80), (4, 80), (5, 80), (1, 60)]
    assert leading(hits) == ("suisan", "kanko")


def test_nothing_leads_where_nothing_hits() -> None:
    assert leading(Rulebook([]).hits(traits("海"))) == ()


def test_twice_as_many_rules_and_twice_the_text_take_twice_the_time() -> None:
    pairs = [chr(0x4E00 + 3 * place) + chr(0x4E01 + 5 * place) for place in range(4000)]
    rules = [rule(words=[f"{pair}計画", f"{pair}事業", f"{pair}市場"]) for pair in pairs]
    text = "".join(f"{pair}の計画、{pair}の事業と市場。" for pair in pairs) * 8
    books = Rulebook(rules[:2000]), Rulebook(rules)

    assert not grows_too_fast(
        lambda: books[0].hits(traits(text[: len(text) // 2])), lambda: books[1].hits(traits(text))
    )
