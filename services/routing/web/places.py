"""The parts of the page of a case that somebody is led to: one list for its contents and for what comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.routing.domain.case import Case
from services.routing.web.access import OpenedCase
from services.routing.web.next_step import NextStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One part of the page; what stands at its top, or is a detail of another part, is not *listed* in the contents."""

    anchor: str
    words: str
    count: int | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A next step with the places of this page that it leads to."""

    step: NextStep
    places: tuple[Place, ...]


def places_of(drawn: Mapping[str, Any]) -> tuple[Place, ...]:
    """Return the parts of the page that is drawn from these values, in the order they are read in."""
    return (*_on_top(drawn), *_of_proposal(drawn), *_of_acts(drawn), *_of_round(drawn), *_beside(drawn))


def shown_steps(steps: tuple[NextStep, ...], places: tuple[Place, ...]) -> list[ShownStep]:
    """Return the steps, each with those of its places that the page has."""
    there = {place.anchor: place for place in places}
    return [
        ShownStep(step=step, places=tuple(there[anchor] for anchor in step.to if anchor in there)) for step in steps
    ]


def _on_top(drawn: Mapping[str, Any]) -> Iterator[Place]:
    named = {
        "decline": ("decline-waiting", "見送りの起案"),
        "ended": ("ended", "終了の理由"),
        "waiting": ("waiting", "補正の状況"),
        "returned": ("returned", "担当外の返送"),
        "held_act": ("held-act", "承認を待っている操作"),
    }
    yield from (
        Place(anchor=anchor, words=words, listed=False) for name, (anchor, words) in named.items() if drawn[name]
    )
    if "start" in drawn["acts"]:
        yield Place(anchor="start", words="確認の開始", listed=False)


def _of_proposal(drawn: Mapping[str, Any]) -> Iterator[Place]:
    opened: OpenedCase = drawn["opened"]
    acts: frozenset[str] = drawn["acts"]
    if opened.proposal is None:
        return
    yield Place(anchor="proposal", words="提案の内容")
    if drawn["thread"] or drawn["waiting_note"] or "tell-proposer" in acts or drawn["proposes"]:
        yield Place(anchor="dialogue", words="提案者とのやりとり", count=drawn["unanswered"] or None)
    if drawn["notes_shown"]:
        yield Place(anchor="notes", words="庁内メモ", count=len(drawn["notes"]) or None)


def _of_acts(drawn: Mapping[str, Any]) -> Iterator[Place]:
    case: Case = drawn["case"]
    first = not case.offered or case.unled
    named = {
        "confirm": ("confirm", "確認と要旨"),
        "offer": ("offer", "担当課の候補" if first else "担当課への送付"),
        "offer-parties": ("ask", "企業等への依頼"),
        "take-up": ("take-up", "検討の引受け"),
        "give-verdict": ("verdict", "検討結果の回答"),
        "return-offer": ("return", "担当外の返送"),
    }
    acts: frozenset[str] = drawn["acts"]
    if "see-ranking" in acts and "offer" not in acts:
        named |= {"see-ranking": ("ranking", "担当課の候補")}
    yield from (Place(anchor=anchor, words=words) for act, (anchor, words) in named.items() if act in acts)


def _of_round(drawn: Mapping[str, Any]) -> Iterator[Place]:
    acts: frozenset[str] = drawn["acts"]
    round_ = drawn["round"]
    if round_.compared or round_.to_answer(acts) or round_.to_expire(acts):
        yield Place(anchor="answers", words=round_.title)
    if round_.questions or "ask-question" in acts:
        open_ = sum(one.answered_at is None for one in round_.questions)
        yield Place(anchor="round-questions", words="質問と回答", count=open_ or None)
    if "ask-conditions" in acts:
        yield Place(anchor="ask-conditions", words="条件への同意")
    if "close-round" in acts:
        yield Place(anchor="close-round", words="連携先の決定")
    if drawn["partners_beside"]:
        yield Place(anchor="partners", words="連携先", listed=False)
    yield from _of_coordination(drawn, acts)
    if "ask-completion" in acts:
        yield Place(anchor="completion", words="補正のお願い", listed=False)
    if acts & {"decline", "refer", "merge", "withdraw"}:
        yield Place(anchor="ends", words="案件を終える", listed=False)


def _of_coordination(drawn: Mapping[str, Any], acts: frozenset[str]) -> Iterator[Place]:
    if drawn["tasks"].shown:
        yield Place(anchor="tasks", words="双方の宿題", count=len(drawn["tasks"].open) or None)
    if drawn["coordination"].shown:
        yield Place(anchor="cooperation", words="協定区分")
    if "start-implementation" in acts:
        yield Place(anchor="start-implementation", words="実施の開始")
    if "complete" in acts:
        yield Place(anchor="complete", words="完了の記録")
    if drawn["coordination"].lesson:
        yield Place(anchor="lesson", words="教訓", listed=False)


def _beside(drawn: Mapping[str, Any]) -> Iterator[Place]:
    similar = drawn["similar"]
    if similar:
        words = "同じ内容の提案" if any(one.identical for one in similar) else "似た提案"
        yield Place(anchor="similar", words=words, count=sum(one.near for one in similar) or None)
    if drawn["ledger_beside"] or "publish" in drawn["acts"]:
        yield Place(anchor="ledger", words="関係する台帳の記録", listed=False)
    yield Place(anchor="offers", words="送付先と検討結果", listed=False)
    if drawn["members"]:
        yield Place(anchor="municipalities", words="市町村", listed=False)
    yield Place(anchor="state", words="状況")
