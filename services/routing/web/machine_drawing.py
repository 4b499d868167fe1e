"""The two machines as people read them: a table of the verbs, and diagrams; made from the tables of the domain."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from services.routing.domain.offer_states import BEGINS, OFFER_TABLE, OfferStep
from services.routing.domain.roles import Side
from services.routing.domain.stage import ENDS, OfferState, Stage
from services.routing.domain.transition import Transition
from services.routing.domain.transitions import TABLE
from services.routing.domain.verbs import Verb
from services.routing.web.labels import LABELS
from services.routing.web.verb_words import verb_words
from shared.web.labels import Audience

_SIDES: Final = {
    Side.DESK: "デスク",
    Side.PROPOSER: "提案者",
    Side.ADDRESSEE: "相手方",
    Side.MUNICIPALITY: "市町村",
    Side.CLOCK: "期限の管理",
}


def machine_as_data() -> dict[str, list[dict[str, Any]]]:
    """Return both tables, a row each."""
    return {
        "case": [
            {
                "verb": row.verb,
                "title": verb_words(row.verb),
                "since": row.since,
                "to": row.to,
                "by": [side for side in Side if side in row.by],
                "guards": _guards(row),
            }
            for row in TABLE
        ],
        "offer": [{"verb": step.verb, "since": step.since, "to": step.to} for step in OFFER_TABLE],
    }


def machine_as_markdown() -> str:
    """Return the diagrams and the table of verbs, as docs/case.md shows them."""
    return "\n\n".join(
        (
            _fenced(case_diagram()),
            "One offer inside it:",
            _fenced(offer_diagram()),
            "\n".join(_table()),
        )
    )


def machine_as_mermaid() -> str:
    """Return both diagrams."""
    return f"{case_diagram()}\n\n{offer_diagram()}"


def case_diagram() -> str:
    """Return how a case goes from stage to stage, in the words of the staff's pages."""
    changes = _verbs_by_change(row for row in TABLE if row.since is not row.to)
    ends = (stage for stage in Stage if stage in ENDS and any(to is stage for _, to in changes))
    return "\n".join(
        (
            "stateDiagram-v2",
            *(f'    state "{_text(stage)}" as {stage}' for stage in _stages()),
            f"    [*] --> {Stage.RECEIVED}",
            *(f"    {since} --> {to} : {_spoken(verbs)}" for (since, to), verbs in changes.items()),
            *(f"    {stage} --> [*]" for stage in ends),
        )
    )


def offer_diagram() -> str:
    """Return how an offer goes from state to state."""
    changes = _verbs_by_change(OFFER_TABLE)
    return "\n".join(
        (
            "stateDiagram-v2",
            *(f'    state "{_text(state)}" as {state}' for state in OfferState),
            f"    [*] --> {BEGINS} : {_spoken((Verb.OFFER,))}",
            *(f"    {since} --> {to} : {_spoken(verbs)}" for (since, to), verbs in changes.items()),
        )
    )


def _verbs_by_change(rows: Iterable[Transition | OfferStep]) -> dict[tuple[Any, Any], tuple[Verb, ...]]:
    changes: dict[tuple[Any, Any], tuple[Verb, ...]] = {}
    for row in rows:
        changes[row.since, row.to] = (*changes.get((row.since, row.to), ()), row.verb)
    return changes


def _table() -> Iterator[str]:
    yield "| 操作 | verb | in | leads to | by | guards |"
    yield "|---|---|---|---|---|---|"
    grouped: dict[tuple[Any, ...], list[Stage]] = {}
    for row in TABLE:
        to = "" if row.to is row.since else _text(row.to)
        by = "、".join(words for side, words in _SIDES.items() if side in row.by)
        grouped.setdefault((row.verb, to, by, ", ".join(_guards(row))), []).append(row.since)
    for (verb, to, by, guards), since in grouped.items():
        stages = "、".join(_text(stage) for stage in Stage if stage in since)
        yield f"| {verb_words(verb)} | `{verb}` | {stages} | {to or '—'} | {by} | {guards or '—'} |"


def _stages() -> tuple[Stage, ...]:
    met = {stage for row in TABLE for stage in (row.since, row.to)}
    return tuple(stage for stage in Stage if stage in met)


def _guards(row: Transition) -> list[str]:
    return [*(condition.name for condition in row.when), *(check.name for check in row.checks)]


def _spoken(verbs: Iterable[Verb]) -> str:
    return "／".join(verb_words(verb) for verb in verbs)


def _text(place: Stage | OfferState) -> str:
    return LABELS.text(Audience.STAFF, place)


def _fenced(diagram: str) -> str:
    return f"```mermaid\n{diagram}\n```"
