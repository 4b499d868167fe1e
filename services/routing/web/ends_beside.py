"""How a case waits, how it ended, and which others belong with it, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.routing.domain.stage import Stage
from services.routing.domain.told import point_asked
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.completion import completion_due
from services.routing.handlers.verbs.declining import NOT_ADOPTED, VERDICT, grounds_for, judged_by
from services.routing.storage.links import ENDINGS, EndLine, LinkLine
from services.routing.storage.queries import HistoryLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.attempt import Attempt
from services.routing.web.labels import LABELS
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.events import CompletionAsked, LinkKind
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme, SecondPersonAct
from shared.web.labels import Audience

_ENDED: Final = frozenset({Stage.DECLINED, Stage.REFERRED, Stage.MERGED, Stage.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """Words of the office to the proposer, and when the proposer's page first showed them."""

    words: str = field(repr=False)
    opened_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndView:
    """How a case ended, with why and what the proposer was told."""

    words: str
    at: datetime
    ground: str
    reason: str = field(repr=False)
    told: ToldView | None
    into: str
    alone: bool
    by_proposer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """Another case that belongs with this one, and how it ended, if it has.

    *kind* names the link where it may be taken back.
    """

    receipt: str
    kind: str
    title: str
    stage: str
    how: str
    end: EndView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineView:
    """A decline that waits for a second person."""

    ground: str
    reason: str = field(repr=False)
    words: str = field(repr=False)
    own: bool
    alone_allowed: bool


async def ends_beside(
    work: RoutingWork, opened: OpenedCase, actor: Actor, beside: Mapping[str, Any], attempt: Attempt, at: datetime
) -> dict[str, Any]:
    """Return what the page needs of completing, ending and linking; nothing for who may not see the history."""
    scheme, case = opened.scheme, opened.case
    due = completion_due(scheme, day_in_japan(at))
    context: dict[str, Any] = {
        "waiting": None,
        "ended": None,
        "decline": None,
        "links": [],
        "again": [],
        "grounds": [],
        "judged_by": (),
        "two_persons": SecondPersonAct.DECLINE in scheme.second_person.acts,
        "completion_due": _due_typed(due, attempt),
        "missing": attempt.lists.get(_MISSING, ()),
        "askable": [
            (one.code, one.words, f"お知らせの言葉：{point_asked(one.words, one.to_proposer)}")
            for one in scheme.checklist
        ],
    }
    if Action.CASE_SEE_HISTORY not in opened.may:
        return context
    reading = _Reading(work, scheme, await work.proposers.opened(case.proposal_id))
    if Action.CASE_END in opened.may:
        step = Step(actor=actor, version=None, at=at)
        lines = await work.links.of(case.case_id)
        context |= {
            "grounds": [(one.code, one.words, one.to_proposer) for one in grounds_for(case, scheme)],
            "judged_by": await judged_by(work, case, scheme, step),
            "links": await reading.links(lines, whole=True),
            "again": _again(beside, {line.receipt for line in lines}),
            "decline": await reading.decline(opened, actor),
        }
    else:
        context |= {"links": await reading.links(await work.links.of(case.case_id), whole=False)}
    return context | {"waiting": await reading.waiting(opened), "ended": await reading.end_of(opened)}


_MISSING: Final = "ask-completion-missing"


def _due_typed(due: date, attempt: Attempt) -> dict[str, str]:
    usual = {"year": due.year, "month": due.month, "day": due.day}
    return {part: attempt.typed.get(f"ask-completion-due-{part}", str(value)) for part, value in usual.items()}


def _again(beside: Mapping[str, Any], linked: set[str]) -> list[str]:
    """Return the declined cases of the same body that say something alike and are not linked yet."""
    party = beside["party_beside"]
    declined = {one.receipt for one in party.others if one.stage is Stage.DECLINED} if party else set()
    return [one.receipt for one in beside["similar"] if one.near and one.receipt in declined - linked]


class _Reading:
    """Opens what the office wrote about one case and those beside it."""

    def __init__(self, work: RoutingWork, scheme: DeskScheme, opened: Mapping[UUID, datetime]) -> None:
        self._work, self._scheme, self._opened = work, scheme, opened

    async def waiting(self, opened: OpenedCase) -> dict[str, Any] | None:
        """Return what the proposer was asked, and which answers the desk has to look at itself."""
        if opened.case.stage is not Stage.WAITING_FOR_PROPOSER:
            return None
        asked = next(line for line in reversed(opened.history) if line.type == CompletionAsked.type)
        came = [reply.line for reply in opened.replies if reply.line.received_at >= asked.occurred_at]
        return {
            "told": await self._told(asked.data.get("note_id")),
            "asked_at": asked.occurred_at,
            "until": opened.case.waiting_until,
            "unconfirmed": [(number, line.reply_id) for number, line in enumerate(came, 1) if not line.confirmed],
        }

    async def decline(self, opened: OpenedCase, actor: Actor) -> DeclineView | None:
        """Return the decline that waits for a second person."""
        proposed = opened.case.decline
        if proposed is None:
            return None
        return DeclineView(
            ground=self._ground(proposed.ground),
            reason=await self._work.contents.own_text(proposed.reason_id),
            words=await self._work.contents.own_text(proposed.note_id),
            own=proposed.officer == actor.account_id,
            alone_allowed=Verb.APPROVE_DECLINE in opened.alone,
        )

    async def end_of(self, opened: OpenedCase) -> EndView | None:
        """Return how the case that is looked at ended."""
        line = _last_end(opened.history) if opened.case.stage in _ENDED else None
        return None if line is None else await self._end(line)

    async def links(self, lines: Sequence[LinkLine], *, whole: bool) -> list[LinkView]:
        """Return the cases that belong with the one that is looked at; *whole* with what was decided about them."""
        ended = {line.case_id for line in lines if line.stage in _ENDED} if whole else set()
        ends = await self._work.links.ends(ended)
        return [
            LinkView(
                receipt=line.receipt,
                # What came of merging is no mistake of whoever linked.
                kind="" if line.kind is LinkKind.MERGED else line.kind.value,
                title=line.title,
                stage=LABELS.text(Audience.STAFF, line.stage),
                how=how_linked(line),
                end=await self._end(ends[line.case_id]) if line.case_id in ends else None,
            )
            for line in lines
        ]

    async def _end(self, line: EndLine) -> EndView:
        return EndView(
            words=LABELS.text(Audience.STAFF, line.type),
            at=line.at,
            ground=self._ground(str(line.data.get("ground", ""))),
            reason=await self._work.contents.own_text(UUID(line.data["reason_id"])),
            told=await self._told(line.data.get("note_id")),
            into=str(line.data.get("into_receipt", "")),
            alone=bool(line.data.get("by_one")),
            by_proposer=bool(line.data.get("by_proposer")),
        )

    async def _told(self, note: str | None) -> ToldView | None:
        if note is None:
            return None
        note_id = UUID(note)
        return ToldView(words=await self._work.contents.own_text(note_id), opened_at=self._opened.get(note_id))

    def _ground(self, code: str) -> str:
        return next(
            (one.words for one in (VERDICT, NOT_ADOPTED, *self._scheme.refusal_grounds) if one.code == code), code
        )


def how_linked(line: LinkLine) -> str:
    """Return what the other case is, seen from the one that is looked at."""
    return _HOW[line.kind, line.to_it]


_HOW: Final = {
    (LinkKind.PROPOSED_AGAIN, True): "以前の提案",
    (LinkKind.PROPOSED_AGAIN, False): "再提案",
    (LinkKind.MERGED, True): "統合先",
    (LinkKind.MERGED, False): "統合された提案",
    (LinkKind.RELATED, True): "関連する案件",
    (LinkKind.RELATED, False): "関連する案件",
    (LinkKind.ROLLED_OUT_FROM, True): "展開元",
    (LinkKind.ROLLED_OUT_FROM, False): "展開先",
    (LinkKind.SPLIT, True): "分割元",
    (LinkKind.SPLIT, False): "分割先",
    (LinkKind.SUCCEEDS, True): "前身",
    (LinkKind.SUCCEEDS, False): "後継",
}


def _last_end(history: Sequence[HistoryLine]) -> EndLine | None:
    found = next((line for line in reversed(history) if line.type in ENDINGS), None)
    return None if found is None else EndLine(type=found.type, at=found.occurred_at, data=found.data)


def said_of_end(data: Mapping[str, Any]) -> str:
    """Return what a line of the history adds about an end or a link: the other number, and who was alone."""
    other = data.get("into_receipt") or data.get("to_receipt")
    said = [str(other)] if other else []
    said += ["一人で承認"] if data.get("by_one") else []
    said += ["提案者からの申出"] if data.get("by_proposer") else []
    return f"（{'、'.join(said)}）" if said else ""
