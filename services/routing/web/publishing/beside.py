"""The publications of something, as its own page shows them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.routing.domain.publishing.book import BOOK
from services.routing.domain.publishing.publication import Publication
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Link, Section
from services.routing.web.publishing.words import STATES
from shared.events import LedgerKind
from shared.japanese.era import moment_words
from shared.ledger_numbers import staff_page


async def publications_of(
    work: RoutingWork, desk_id: str, number: str, case_ids: Collection[UUID]
) -> Sequence[Publication]:
    """Return the publications of an item and of its cases that the reader may see, by their numbers."""
    lines = await work.ledger_queries.under(desk_id, number)
    for case_id in case_ids:
        lines += await work.ledger_queries.with_case(case_id)
    numbers = sorted({line.number for line in lines if line.kind is LedgerKind.PUBLICATION})
    return [await work.ledger.find(BOOK, desk_id, one) for one in numbers]


def section_of(publications: Sequence[Publication]) -> Section:
    """Return the card that says how far each of them is."""
    return Section(
        title="公表",
        html_id="publication",
        columns=("番号", "状況"),
        rows=[(Link(staff_page(one.number), one.number), standing_words(one)) for one in publications],
        none="公表の記録はありません。",
    )


def standing_words(item: Publication) -> str:
    """Say since when everybody can read it, from when on, or how far it is on its way there."""
    if not item.is_public:
        return STATES[item.state]
    if item.shown_since is not None:
        return f"{moment_words(item.shown_since)}から公開中"
    return f"{moment_words(item.release_at)}に解禁" if item.release_at else "公開ページへの掲載待ち"
