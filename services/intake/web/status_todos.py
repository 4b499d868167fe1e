"""What the proposer is asked to prepare, as the page of a proposal shows it."""

from dataclasses import dataclass, field
from uuid import UUID

from services.intake.domain.stages import Stage
from services.intake.domain.todos import TodoState
from services.intake.storage.queries import Standing
from services.intake.storage.todos import AskedTodo
from services.intake.storage.work import Work

_WORKING = frozenset({Stage.COORDINATING, Stage.IMPLEMENTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreported:
    """A report that could not be taken as it was, with what is wrong and the words that were typed."""

    todo_id: UUID
    error: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoView:
    """One thing to prepare; *missing* is what the office wrote when it sent the last report back."""

    asked: AskedTodo
    words: str = field(repr=False)
    missing: str = field(repr=False)


async def todos_on_page(work: Work, standing: Standing) -> list[TodoView]:
    """Return what is asked for while both sides work; what is not wanted any more, or was destroyed, is left out."""
    if standing.stage not in _WORKING:
        return []
    asked = [one for one in await work.todos.of(standing.proposal_id) if one.state is not TodoState.DROPPED]
    wanted = [words_id for one in asked for words_id in (one.words_id, one.missing_id) if words_id]
    words = await work.notes.words(wanted) if wanted else {}
    return [
        TodoView(
            asked=one,
            words=words[one.words_id],
            missing=words.get(one.missing_id, "") if one.missing_id and one.state is TodoState.OPEN else "",
        )
        for one in asked
        if one.words_id in words
    ]
