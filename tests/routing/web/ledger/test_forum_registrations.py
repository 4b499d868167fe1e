"""Who registered for a forum: counted for the office, named for the desk, marked when they came."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import PartyAct
from services.routing.domain.ledger.forums.refusals import AttendeeUnknown, NotHeldYet
from services.routing.handlers.ledger.door import perform
from services.routing.handlers.ledger.forums.keeping import link_ideas
from services.routing.handlers.ledger.forums.volume import FORUMS
from services.routing.handlers.opening import open_cases
from services.routing.storage.parties import Acted
from services.routing.storage.tables import documents, given
from shared.access.actor import Role
from shared.documents import DocumentKind, Documents, KeeperKind, Keyring, NewKeeper
from shared.documents.contents import ContactContent, RegistrationContent
from shared.events import Classification, Recorded
from shared.events.forum import ForumAttendanceMarked, ForumInvited
from shared.events.public import ForumAnnounced
from shared.events.registration import (
    RegistrationCancelled,
    RegistrationFact,
    RegistrationReceived,
    RegistrationState,
)
from tests.conftest import MASTER_KEY
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import NOW, OFFICER, House, seen_as
from tests.routing.handlers.ledger.test_calls import doing
from tests.routing.handlers.ledger.test_forums import PLAN, do, planned


async def written(house: House, name: str, words: str = "") -> tuple[UUID, UUID, UUID]:
    """Write down at intake who registers; return the registration, the contact and the wishes."""
    registration_id = uuid4()
    contact = ContactContent(name=name, organisation="=みどり商店", email="hanako@kigyo.example.jp")
    async with house.admin.begin() as connection:
        store = Documents(connection, given, Keyring(MASTER_KEY))
        said: dict[str, Any] = {"keeper_id": registration_id, "desk_id": "miono"}
        await store.create_keepers([NewKeeper(kind=KeeperKind.REGISTRATION, **said)])
        said["keeper_kind"] = KeeperKind.REGISTRATION
        contact_id = await store.write(DocumentKind.CONTACT, contact.to_bytes(), **said)
        wishes = RegistrationContent(words=words).to_bytes()
        return registration_id, contact_id, await store.write(DocumentKind.REGISTRATION, wishes, **said)


def told(kind: type[RegistrationFact], who: Sequence[UUID], state: str, version: int = 1) -> Recorded[RegistrationFact]:
    fact = kind(
        number="FR8-0001",
        state=RegistrationState(state),
        people=2,
        contact_id=who[1],
        words_id=who[2],
        taken=2,
        tally=version,
    )
    return Recorded(
        id=uuid4(),
        fact=fact,
        source="desk://intake",
        desk_id="miono",
        aggregate_id=who[0],
        aggregate_version=version,
        actor="door.form",
        rule_version="miono.1",
        occurred_at=NOW,
        classification=Classification.LIMITED,
        correlation_id=who[0],
    )


async def hear(house: House, *facts: Recorded[RegistrationFact]) -> None:
    async with house.worker.begin() as work:
        await work.registrations.keep(facts)


async def mark(house: House, after_days: int, **said: Any) -> None:
    """Mark who came, some days after the forum was planned."""
    async with house.web.begin(seen_as(OFFICER)) as work:
        now = doing(work, OFFICER, house)
        then = replace(now, step=replace(now.step, at=now.step.at + timedelta(days=after_days)))
        await perform(FORUMS, then, "FR8-0001", "mark-attendance", said)


async def test_the_desk_reads_names_takes_them_along_and_a_department_counts(
    house: House, client: httpx.AsyncClient
) -> None:
    await planned(house, places=10, waiting_list=True)
    await do(house, OFFICER, "announce")
    comes, waits = await written(house, "佐藤 花子", "車いすで参ります。"), await written(house, "鈴木 次郎")
    gone = await written(house, "田中 三郎")
    await hear(house, told(RegistrationReceived, comes, "registered"), told(RegistrationReceived, waits, "waiting"))
    # The later word holds, in whatever order they come.
    await hear(house, told(RegistrationCancelled, gone, "cancelled", 2))
    await hear(house, told(RegistrationReceived, gone, "registered", 1))
    one = await house.proposal(receipt="R8-0001")
    idea = replace(one, fact=one.fact.model_copy(update={"forum": "FR8-0001", "registration_id": comes[0]}))
    async with house.worker.begin() as work:
        await open_cases([idea], work, at=NOW)
        await link_ideas([idea], work, at=NOW)

    await sign_in(client, house.admin, Role.DESK)
    desk = (await client.get("/forums/FR8-0001")).text
    form = (await client.get("/forums/FR8-0001/mark-attendance")).text
    looks = await house.rows("SELECT count(*) FROM access.content_read WHERE what_id = 'registrations.FR8-0001'")
    await client.get("/forums/FR8-0001/revise")
    later = await house.rows("SELECT count(*) FROM access.content_read WHERE what_id = 'registrations.FR8-0001'")
    file = await client.get("/forums/FR8-0001/registrations.csv")
    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko", user="kanko")
    department = (await client.get("/forums/FR8-0001")).text
    denied = await client.get("/forums/FR8-0001/registrations.csv")

    for words in ("佐藤 花子", "hanako@kigyo.example.jp", "車いすで参ります。", "1件（2名）", 'href="/cases/R8-0001"'):
        assert words in desk
    assert f'href="/entry?forum=FR8-0001&amp;registration={waits[0]}"' in desk
    # Who does not come after all has brought nothing, and what nobody looks at is not opened.
    assert f"registration={gone[0]}" not in desk
    assert (looks, later) == (looks, looks)
    assert ("公開内容の更新" in desk, ">公表<" in desk, desk.count("開催前のお知らせ（自動）")) == (False, True, 1)
    assert ("鈴木 次郎（2名・キャンセル待ち）" in form, "田中" in form) == (True, False)
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.text.count("\r\n") == 4
    assert ("'=みどり商店" in file.text, ",=みどり商店" in file.text) == (True, False)
    assert ("1件（2名）" in department, "佐藤" in department, denied.status_code) == (True, False, 403)


async def test_who_came_is_marked_from_the_day_itself_and_counted_with_whoever_came_besides(house: House) -> None:
    await planned(house)
    await do(house, OFFICER, "announce")
    comes, gone = await written(house, "佐藤"), await written(house, "田中")
    await hear(house, told(RegistrationReceived, comes, "registered"), told(RegistrationCancelled, gone, "cancelled"))
    days = (PLAN["held_on"] - NOW.date()).days

    with pytest.raises(NotHeldYet):
        await mark(house, days - 1, came=(str(comes[0]),))
    with pytest.raises(AttendeeUnknown):
        await mark(house, days, came=(str(gone[0]),))
    await mark(house, days, came=(str(comes[0]),), others=3)

    (marked,) = await house.facts(ForumAttendanceMarked)
    assert (marked.fact.came, marked.fact.people) == ((comes[0],), 5)


async def test_a_forum_that_takes_place_otherwise_says_so_and_reminds_on_the_office_day_before(house: House) -> None:
    await planned(house, held_on=date(2027, 2, 8), closes_on=date(2027, 1, 29))
    await do(house, OFFICER, "announce")
    plan = {**PLAN, "held_on": date(2027, 2, 8)}
    await do(house, OFFICER, "revise", **plan, capacity="先着順")
    await do(house, OFFICER, "revise", **plan | {"place": "市民会館"})
    async with house.web.begin(seen_as(OFFICER)) as work:
        names = ("みどり商店", "あおぞら会")
        green, sky = [await work.parties.make("miono", PartyKind.COMPANY, name) for name in names]
        contact = ContactContent(name="佐藤", email="sato@midori.example.jp")
        acted = Acted(act=PartyAct.CONTACT_ADDED, by=OFFICER, at=NOW)
        contact_id = await work.parties.write_contact(green, acted, contact)
    await do(house, OFFICER, "invite", parties=(*names, "みどり商店"), words="お越しください。")
    async with house.worker.begin() as work:
        (fact,) = [one.fact for one in await house.facts(ForumInvited)]
        letter = await Documents(work.connection, documents, Keyring(MASTER_KEY)).open(fact.letter_id or uuid4())

    announced = [one.fact for one in await house.facts(ForumAnnounced)]
    assert [one.moved for one in announced] == [False, False, True]
    # A Monday: the office day before is the Friday.
    assert {one.remind_on for one in announced} == {date(2027, 2, 5)}
    # Each party once, and of each the contact that has an address.
    assert (fact.parties, fact.contacts) == ((green, sky), (contact_id, None))
    assert fact.content_id == announced[-1].content_id
    assert (letter.kind, letter.content.decode()) == (DocumentKind.NOTE_TO_ADDRESSEE, "お越しください。")
