"""Which papers there are, and how one is made for a person."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.routing.domain.paper import Paper
from services.routing.handlers.suggesting import Directories
from services.routing.storage.work import RoutingWork
from services.routing.web.access import look_at_case
from services.routing.web.papers.agreements import agreements_paper
from services.routing.web.papers.counts import counts_paper
from services.routing.web.papers.effects import effects_paper
from services.routing.web.papers.explanation import explanation
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.errors import Missing
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme
from shared.web.pages import utc_now

Make = Callable[[RoutingWork, DeskScheme, int, date], Awaitable[Paper]]


class NoSuchPaper(Missing):
    """There is no paper of that name."""

    public_message = "この名前の資料はありません。資料の一覧からお選びください。"


@dataclass(frozen=True, slots=True)
class OfYear:
    """A paper that is made of every fiscal year."""

    words: str
    make: Make


PAPERS: Final[Mapping[str, OfYear]] = {
    "agreements": OfYear("協定の一覧", agreements_paper),
    "effects": OfYear("連携の効果の一覧", effects_paper),
    "counts": OfYear("提案の受付・実現の件数", counts_paper),
}


# The libraries that write files are large: a process pays for one when the first such paper is made.
def _word(paper: Paper) -> bytes:
    from services.routing.web.papers.word import word_paper  # noqa: PLC0415 - see above.

    return word_paper(paper)


def _excel(paper: Paper) -> bytes:
    from services.routing.web.papers.excel import excel_paper  # noqa: PLC0415 - see above.

    return excel_paper(paper)


# The ending of a file, and what writes it.
FILES: Final[Mapping[str, Callable[[Paper], bytes]]] = {"docx": _word, "xlsx": _excel}


async def paper_of_year(work: RoutingWork, actor: Actor, name: str, year: int) -> Paper:
    """Return a paper of a fiscal year (the western year it began in); raise NotAllowed or NoSuchPaper."""
    require(actor, Action.PAPER_MAKE)
    if name not in PAPERS:
        raise NoSuchPaper
    scheme = work.schemes.current[actor.desk_id]
    return await PAPERS[name].make(work, scheme, year, day_in_japan(utc_now()))


async def paper_of_case(work: RoutingWork, actor: Actor, receipt: str, directories: Directories) -> Paper:
    """Return the explanation sheet of a case; the look is recorded. Raise NotAllowed or NoSuchCase."""
    require(actor, Action.PAPER_MAKE)
    at = utc_now()
    opened = await look_at_case(work, actor, receipt, directories, at=at)
    return await explanation(work, opened, day_in_japan(at))
