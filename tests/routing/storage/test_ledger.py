from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import text

from services.routing.domain.ledger.book import Book, Born, Row
from services.routing.domain.ledger.item import Due, Item
from services.routing.domain.refusals import NotAllowedNow
from services.routing.handlers.ledger.watching import watch_ledger
from services.routing.ports import ChangedMeanwhile, Told
from services.routing.storage.ledger import NewItem, NoSuchItem
from services.routing.storage.ledger_queries import ItemFilter
from shared.access.actor import Actor, Role
from shared.database.transactions import DatabaseActor, set_actor
from shared.events import LedgerDueSoon, LedgerKind, LedgerOverdue
from shared.ids import new_id
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, TOURISM, House, person, seen_as

TOLD = Told(actor="service.routing", at=NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Item):
    """An item that knows one day."""

    day: date

    @property
    def dues(self) -> Collection[Due]:
        """Return the day, until it was kept."""
        return (
            () if self.state == "kept" else (Due(day=self.day, what="renewal", remind_on=self.day, department="kanko"),)
        )


def fact(kind: type[LedgerDueSoon] | type[LedgerOverdue], day: date) -> LedgerDueSoon | LedgerOverdue:
    return kind(item_id=new_id(), number="KR8-0001", kind=LedgerKind.AGREEMENT, what="renewal", due=day)


def begun(born: Born, first: LedgerDueSoon) -> Example:
    return Example(
        item_id=born.item_id,
        desk_id=born.desk_id,
        number=born.number,
        state="waiting",
        departments=frozenset({"shinrin"}),
        lead="shinrin",
        day=first.due,
    )


BOOK: Book[Example] = Book(
    kind=LedgerKind.AGREEMENT,
    begin=begun,
    changes={LedgerOverdue: lambda item, _: replace(item, state="kept")},
    rows=(Row("keep", ("waiting",), "kept"),),
)


async def begin(house: House, day: date) -> Example:
    async with house.web.begin(seen_as(OFFICER)) as work:
        number = await work.ledger.next_number(BOOK.kind, DESK, TOLD)
        new = NewItem(item_id=new_id(), desk_id=DESK, title="森林の協定", scheme_version=house.scheme.version)
        return await work.ledger.begin(BOOK, new, number, [fact(LedgerDueSoon, day)], TOLD)


async def test_an_item_is_what_was_told_of_it_and_who_was_faster_wins(house: House) -> None:
    first = await begin(house, NOW.date())
    second = await begin(house, NOW.date())

    async with house.web.begin(seen_as(FOREST)) as work:
        found = await work.ledger.get(BOOK, DESK, first.number)
        state = BOOK.state_after(found, "keep")
        kept = await work.ledger.save(BOOK, found, [fact(LedgerOverdue, NOW.date())], TOLD, title="新しい件名")
    with pytest.raises(ChangedMeanwhile):
        async with house.web.begin(seen_as(FOREST)) as work:
            await work.ledger.save(BOOK, found, [fact(LedgerOverdue, NOW.date())], TOLD)
    async with house.web.begin(seen_as(OFFICER)) as work:
        lines, following = await work.ledger_queries.listed(DESK, BOOK.kind, ItemFilter(words="新しい"))
        history = await work.ledger_queries.history(first.item_id)

    assert (first.number, second.number, found) == ("KR8-0001", "KR8-0002", first)
    assert (state, kept.state, kept.version) == ("kept", "kept", 2)
    assert ([line.number for line in lines], following, len(history)) == ([first.number], None, 2)
    with pytest.raises(NotAllowedNow):
        BOOK.state_after(kept, "keep")


@pytest.mark.parametrize(("who", "sees"), [(OFFICER, True), (FOREST, True), (TOURISM, False)])
async def test_who_is_not_in_charge_does_not_know_of_an_item(house: House, who: Actor, sees: bool) -> None:
    item = await begin(house, NOW.date())

    async with house.web.begin(seen_as(who)) as work:
        lines, _ = await work.ledger_queries.listed(DESK, BOOK.kind, ItemFilter())
        history = await work.ledger_queries.history(item.item_id)

        assert (bool(lines), bool(history)) == (sees, sees)
        if not sees:
            with pytest.raises(NoSuchItem):
                await work.ledger.find(BOOK, DESK, item.number)


READERS = {
    "desk": (seen_as(OFFICER), True),
    "in_charge": (seen_as(FOREST), True),
    "not_in_charge": (seen_as(TOURISM), False),
    "no_department": (seen_as(person(Role.DEPARTMENT)), False),
    "guest": (seen_as(person(Role.MUNICIPALITY, "shinrin")), False),
    "operator": (seen_as(person(Role.OPERATOR)), False),
    "desk_elsewhere": (seen_as(person(Role.DESK, desk="another")), False),
    "in_charge_elsewhere": (seen_as(person(Role.DEPARTMENT, "shinrin", desk="another")), False),
    "empty": (DatabaseActor(), False),
}


async def test_what_is_written_in_an_item_is_open_to_whoever_sees_it_and_to_nobody_else(house: House) -> None:
    item = await begin(house, NOW.date())
    async with house.web.begin(seen_as(OFFICER)) as work:
        await work.ledger_texts.keep_for(item.item_id, DESK)
        written = await work.ledger_texts.write(item.item_id, DESK, fact(LedgerDueSoon, NOW.date()))

    opened = {}
    async with house.web.engine.begin() as web:
        for name, (reader, _) in READERS.items():
            await set_actor(web, reader)
            found = await web.execute(text("SELECT document_id FROM routing.document ORDER BY 1"))
            opened[name] = list(found.scalars())

    assert opened == {name: [written] if sees else [] for name, (_, sees) in READERS.items()}


async def test_a_desk_counts_by_its_own_counters_alone(house: House) -> None:
    await begin(house, NOW.date())

    counted = {}
    async with house.web.engine.begin() as web:
        for name, (reader, _) in READERS.items():
            await set_actor(web, reader)
            changed = await web.execute(text("UPDATE routing.ledger_counter SET last = last"))
            counted[name] = changed.rowcount

    mine = {"desk", "in_charge", "not_in_charge", "no_department", "operator"}
    assert counted == {name: int(name in mine) for name in READERS}


async def test_a_day_is_told_once_when_it_is_near_and_once_when_it_has_passed(house: House) -> None:
    await begin(house, NOW.date())

    counts = [await watch_ledger(house.worker, at=NOW), await watch_ledger(house.worker, at=NOW)]
    counts += [await watch_ledger(house.worker, at=NOW.replace(day=25)) for _ in range(2)]
    async with house.admin.connect() as connection:
        told = await connection.execute(
            text("SELECT type, data ->> 'department' FROM routing.event_log WHERE source = 'routing' ORDER BY seq")
        )
        clocks = [tuple(row) for row in told][1:]

    assert counts == [1, 0, 1, 0]
    assert clocks == [("ledger.due_soon.v1", "kanko"), ("ledger.overdue.v1", "kanko")]


async def test_of_what_stands_under_an_agreement_a_paper_counts_the_projects(house: House) -> None:
    for kind in (LedgerKind.PROJECT, LedgerKind.PUBLICATION):
        book = replace(
            BOOK, kind=kind, begin=lambda born, first: replace(begun(born, first), under=frozenset({"KR8-0001"}))
        )
        async with house.web.begin(seen_as(OFFICER)) as work:
            number = await work.ledger.next_number(kind, DESK, TOLD)
            new = NewItem(item_id=new_id(), desk_id=DESK, title="件名", scheme_version=house.scheme.version)
            await work.ledger.begin(book, new, number, [fact(LedgerDueSoon, NOW.date())], TOLD)

    async with house.web.begin(seen_as(OFFICER)) as work:
        counted = await work.ledger_queries.projects_under(DESK, ["KR8-0001", "KR8-0002"])

    assert counted == {"KR8-0001": 1}
