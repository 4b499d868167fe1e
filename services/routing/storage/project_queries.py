"""Reads of all projects at once: effects of a year, and obstacles."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement, Integer, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.ledger.effects import Effect, YearOfEffects, standing, year_of_effects
from services.routing.domain.ledger.project import PROJECTS, Obstacle, Project
from services.routing.domain.ledger.project_words import EffectWords, ObstacleWords
from services.routing.storage.ledger_folding import folded
from services.routing.storage.ledger_texts import LedgerTexts
from services.routing.storage.tables import ledger
from shared.documents import Keyring
from shared.events import Fact
from shared.events.projects import EffectRecorded, ObstacleRecorded, ObstacleState

_ITEM: Final = ledger.item
_HISTORY: Final = ledger.history


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectObstacle:
    """One obstacle with its words, and the project it stands in the way of."""

    project: Project
    title: str = field(repr=False)
    obstacle: Obstacle
    words: ObstacleWords = field(repr=False)


class ProjectQueries:
    """Queries in one transaction; row-level security leaves out what the reader may not see."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._texts = LedgerTexts(connection, keyring)

    async def effects(self, desk_id: str, year: int) -> tuple[YearOfEffects, dict[str, str]]:
        """Return what the projects of a desk brought in a fiscal year, and the titles of those projects."""
        told_year = _HISTORY.c.data["fiscal_year"].astext.cast(Integer)
        found = await folded(self._connection, PROJECTS, desk_id, _recorded(EffectRecorded, told_year == year))
        records = [(project, one) for project, _ in found for one in standing(project) if one.fiscal_year == year]
        return year_of_effects(await self._effects(records), year), {project.number: title for project, title in found}

    async def under(self, desk_id: str, number: str) -> tuple[list[tuple[Project, str]], list[Effect]]:
        """Return the projects under an agreement with their titles, the oldest first, and all that they brought."""
        below = select(ledger.under.c.item_id).where(ledger.under.c.number == number)
        found = await folded(self._connection, PROJECTS, desk_id, _ITEM.c.item_id.in_(below))
        return found, await self._effects((project, one) for project, _ in found for one in standing(project))

    async def _effects(self, records: Iterable[tuple[Project, EffectRecorded]]) -> list[Effect]:
        """Return the records whose words are still there."""
        told = list(records)
        words = await self._texts.open_many([one.text_id for _, one in told], EffectWords)
        return [
            Effect(project=project, record=one, words=words[one.text_id])
            for project, one in told
            if one.text_id in words
        ]

    async def obstacles(self, desk_id: str, states: Collection[ObstacleState]) -> list[ProjectObstacle]:
        """Return the obstacles of all projects of a desk in these states, those of the oldest project first."""
        found = await folded(self._connection, PROJECTS, desk_id, _recorded(ObstacleRecorded))
        wanted = [(project, title, one) for project, title in found for one in project.obstacles if one.state in states]
        words = await self._texts.open_many([one.text_id for *_, one in wanted], ObstacleWords)
        return [
            ProjectObstacle(project=project, title=title, obstacle=one, words=words[one.text_id])
            for project, title, one in wanted
            if one.text_id in words
        ]


def _recorded(kind: type[Fact], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a fact of this kind was told of an item."""
    return exists().where(_HISTORY.c.item_id == _ITEM.c.item_id, _HISTORY.c.type == kind.type, *conditions)
