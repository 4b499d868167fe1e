import base64
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.roles import SERVICES
from shared.database.transactions import NOBODY, DatabaseActor, set_actor
from shared.documents import (
    MAY_OPEN,
    DocumentCard,
    DocumentKind,
    Documents,
    KeeperKind,
    KeyDestroyed,
    Keyring,
    NewDocument,
    NewKeeper,
)
from shared.documents.keys import WrongKey, new_key
from shared.documents.store import NoSuchDocument
from shared.documents.tables import DocumentTables, document_tables
from shared.settings import ServiceSettings
from tests.conftest import MASTER_KEY
from tests.kept_engines import kept_engine

INTAKE = document_tables(MetaData(schema="intake"))
ROUTING = document_tables(MetaData(schema="routing"))
IDEA = "BAIT-まだ誰にも言っていない仕組み"
NAME = "BAIT-提案書（株式会社みお）.docx"


def staff(*roles: str, department: str = "") -> DatabaseActor:
    return DatabaseActor(kind="staff", desk="miono", roles=frozenset(roles), department=department, account=uuid4())


DESK_STAFF = staff("desk")


@asynccontextmanager
async def opened(
    service: str = "intake",
    *,
    actor: DatabaseActor | None = NOBODY,
    web: bool = False,
    key: str = MASTER_KEY,
    tables: DocumentTables = INTAKE,
) -> AsyncIterator[Documents]:
    settings = ServiceSettings(service)
    engine = kept_engine(settings.web_url if web else settings.worker_url, name="test-documents")
    async with engine.begin() as connection:
        if actor is not None:
            await set_actor(connection, actor)
        yield Documents(connection, tables, Keyring(key))


async def written(
    kind: DocumentKind = DocumentKind.PROPOSAL, *, keeper: UUID | None = None, name: str | None = None
) -> tuple[UUID, UUID]:
    keeper = keeper or uuid4()
    async with opened() as documents:
        await documents.create_keepers([NewKeeper(keeper_id=keeper, kind=KeeperKind.PROPOSAL, desk_id="miono")])
        document = await documents.write(
            kind, IDEA.encode(), keeper_id=keeper, keeper_kind=KeeperKind.PROPOSAL, desk_id="miono", name=name
        )
    return keeper, document


async def test_a_document_is_opened_as_it_was_written(clean: None) -> None:
    keeper, document_id = await written(name=NAME)

    async with opened() as documents:
        document = await documents.open(document_id)
        of_keeper = await documents.open_all(keeper, DocumentKind.PROPOSAL)

    assert (document.text, document.name, document.size_bytes) == (IDEA, NAME, len(IDEA.encode()))
    assert of_keeper == [document]


async def test_a_list_names_what_there_is_without_reading_any_content(clean: None, admin: AsyncEngine) -> None:
    keeper, proposal = await written()
    _, attached = await written(DocumentKind.ATTACHMENT, keeper=keeper, name=NAME)
    await written(DocumentKind.CONTACT, keeper=keeper)
    async with admin.begin() as connection:
        # Content that could not be opened: whoever reads it here would fail.
        await connection.execute(text("UPDATE intake.document SET sealed = ''"))

    async with opened() as documents:
        cards = await documents.list(keeper, DocumentKind.PROPOSAL, DocumentKind.ATTACHMENT)

    size, media = len(IDEA.encode()), "text/plain; charset=utf-8"
    assert cards == [
        DocumentCard(document_id=id_, kind=kind, media_type=media, size_bytes=size, name=name, position=0)
        for id_, kind, name in (
            (proposal, DocumentKind.PROPOSAL, None),
            (attached, DocumentKind.ATTACHMENT, NAME),
        )
    ]


async def test_a_list_of_what_was_destroyed_says_so(clean: None) -> None:
    keeper, _ = await written(name=NAME)
    async with opened() as documents:
        await documents.destroy(keeper, KeeperKind.PROPOSAL)

        with pytest.raises(KeyDestroyed):
            await documents.list(keeper, DocumentKind.PROPOSAL)


async def test_neither_content_nor_name_stands_readable_in_any_row(clean: None, admin: AsyncEngine) -> None:
    await written(name=NAME)

    async with admin.connect() as connection:
        rows = [
            str(row)
            for table in ("document", "document_key", "keeper")
            for row in (await connection.execute(text(f"SELECT * FROM intake.{table}"))).all()  # noqa: S608 - our names
        ]
        found = await connection.scalar(
            text(
                "SELECT count(*) FROM intake.document WHERE position(CAST(:bait AS bytea) IN sealed || sealed_name) > 0"
            ),
            {"bait": b"BAIT"},
        )

    assert len(rows) == 3
    assert [row for row in rows if "BAIT" in row] == []
    assert found == 0


async def test_another_master_key_opens_nothing(clean: None) -> None:
    _, document_id = await written()
    other = base64.b64encode(new_key()).decode()

    async with opened(key=other) as documents:
        with pytest.raises(WrongKey):
            await documents.open(document_id)


async def test_an_adopted_document_survives_the_end_of_its_first_keeper(clean: None) -> None:
    keeper, document_id = await written()
    second, third = uuid4(), uuid4()
    async with opened() as documents:
        await documents.create_keepers([NewKeeper(keeper_id=second, kind=KeeperKind.CASE_GIVEN, desk_id="miono")])
        await documents.adopt(document_id, keeper_id=second, keeper_kind=KeeperKind.CASE_GIVEN)
        await documents.adopt(document_id, keeper_id=second, keeper_kind=KeeperKind.CASE_GIVEN)
        await documents.destroy(keeper, KeeperKind.PROPOSAL)

    async with opened() as documents:
        with_second = await documents.open(document_id)
        # A merge after the first keeper's end: whoever still holds the key hands it on.
        await documents.create_keepers([NewKeeper(keeper_id=third, kind=KeeperKind.CASE_GIVEN, desk_id="miono")])
        await documents.adopt(document_id, keeper_id=third, keeper_kind=KeeperKind.CASE_GIVEN)
        await documents.destroy(second, KeeperKind.CASE_GIVEN)
        with_third = await documents.open(document_id)

    assert with_second.text == with_third.text == IDEA


async def test_what_only_a_destroyed_key_could_open_is_gone(clean: None) -> None:
    keeper, document_id = await written(name=NAME)
    async with opened() as documents:
        await documents.open(document_id)
        await documents.destroy(keeper, KeeperKind.PROPOSAL)

        with pytest.raises(KeyDestroyed):
            await documents.open(document_id)
        with pytest.raises(KeyDestroyed):
            await documents.write(
                DocumentKind.CONTACT, b"x", keeper_id=keeper, keeper_kind=KeeperKind.PROPOSAL, desk_id="miono"
            )
        await documents.create_keepers([NewKeeper(keeper_id=keeper, kind=KeeperKind.PROPOSAL, desk_id="miono")])
        with pytest.raises(KeyDestroyed):
            await documents.open(document_id)


async def test_what_was_never_written_is_missing(clean: None) -> None:
    async with opened() as documents:
        with pytest.raises(NoSuchDocument):
            await documents.open(uuid4())
        with pytest.raises(NoSuchDocument):
            await documents.adopt(uuid4(), keeper_id=uuid4(), keeper_kind=KeeperKind.PROPOSAL)


async def sees(service: str, actor: DatabaseActor | None, ids: Iterable[UUID], *, web: bool) -> int:
    """Return how many of the documents the reader can open."""
    count = 0
    async with opened(service, actor=actor, web=web) as documents:
        for id_ in ids:
            try:
                await documents.open(id_)
            except NoSuchDocument:
                continue
            count += 1
    return count


async def test_each_service_opens_the_kinds_of_the_table_and_no_other(clean: None) -> None:
    keeper = uuid4()
    ids = {kind: (await written(kind, keeper=keeper))[1] for kind in DocumentKind}
    may = {}

    for service in ("intake", "routing", "notify"):
        for web, actor in ((False, NOBODY), (True, DESK_STAFF)):
            may[service, web] = frozenset(
                [kind for kind, id_ in ids.items() if await sees(service, actor, [id_], web=web)]
            )

    foreign = {service: kinds for service, kinds in MAY_OPEN["intake"].items() if service != "intake"}
    assert {key: kinds for key, kinds in may.items() if key[0] != "intake"} == {
        (service, web): kinds for service, kinds in foreign.items() for web in (False, True)
    }
    assert MAY_OPEN["intake"]["intake"] <= may["intake", True]
    assert DocumentKind.PROPOSAL not in may["notify", False] | may["notify", True]


@pytest.mark.parametrize("service", [name for name in SERVICES if name in {"publication", "operations"}])
async def test_a_service_outside_of_the_table_cannot_even_ask(clean: None, service: str) -> None:
    _, document_id = await written()

    with pytest.raises(DBAPIError, match="permission denied"):
        await sees(service, NOBODY, [document_id], web=False)


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (None, 0),
        (DatabaseActor(), 0),
        (DatabaseActor(kind="staff", desk="another"), 0),
        (DatabaseActor(kind="proposer", proposal=uuid4()), 0),
        (DatabaseActor(kind="door"), 0),
        (staff(), 0),
        (staff("department", department="suisan"), 0),
        (staff("operator"), 0),
        (staff("administrator"), 3),
        (staff("department", "desk"), 3),
        (DESK_STAFF, 3),
    ],
    ids=[
        "nobody",
        "empty",
        "other_desk",
        "other_proposer",
        "door",
        "no_role",
        "department",
        "operator",
        "administrator",
        "both",
        "desk",
    ],
)
async def test_a_page_opens_documents_only_as_somebody_who_may(
    clean: None, actor: DatabaseActor | None, seen: int
) -> None:
    keeper = uuid4()
    ids = [
        (await written(kind, keeper=keeper))[1]
        for kind in (DocumentKind.RAW, DocumentKind.PROPOSAL, DocumentKind.CONTACT)
    ]

    assert await sees("intake", actor, ids, web=True) == seen


async def test_a_department_opens_what_the_office_wrote_on_the_pages_of_its_own_service(clean: None) -> None:
    case = uuid4()
    async with opened("routing", tables=ROUTING) as documents:
        await documents.create_keepers([NewKeeper(keeper_id=case, kind=KeeperKind.CASE_GIVEN, desk_id="miono")])
        abstract = await documents.write(
            DocumentKind.ABSTRACT,
            IDEA.encode(),
            keeper_id=case,
            keeper_kind=KeeperKind.CASE_GIVEN,
            desk_id="miono",
        )

    async with opened("routing", tables=ROUTING, web=True, actor=staff("department", department="suisan")) as documents:
        seen = await documents.open(abstract)

    assert seen.text == IDEA


async def test_the_holder_of_the_link_opens_what_they_sent_and_nothing_of_others(clean: None) -> None:
    keeper, mine = await written()
    _, contact = await written(DocumentKind.CONTACT, keeper=keeper)
    _, others = await written()

    assert await sees("intake", DatabaseActor(kind="proposer", proposal=keeper), [mine], web=True) == 1
    assert await sees("intake", DatabaseActor(kind="proposer", proposal=keeper), [contact, others], web=True) == 0


async def test_a_page_without_an_actor_writes_nothing(clean: None) -> None:
    keeper, _ = await written()

    async with opened(actor=None, web=True) as documents:
        with pytest.raises(DBAPIError, match="row-level security"):
            await documents.write(
                DocumentKind.PROPOSAL, b"x", keeper_id=keeper, keeper_kind=KeeperKind.PROPOSAL, desk_id="miono"
            )


def a_document(keeper: UUID, kind: DocumentKind, words: str, *, position: int = 0) -> NewDocument:
    return NewDocument(
        kind=kind,
        content=words.encode(),
        keeper_id=keeper,
        keeper_kind=KeeperKind.PROPOSAL,
        desk_id="miono",
        position=position,
    )


async def test_many_documents_of_many_keepers_are_written_and_opened_at_once(clean: None) -> None:
    one, other = uuid4(), uuid4()
    async with opened() as documents:
        await documents.create_keepers(
            NewKeeper(keeper_id=keeper, kind=KeeperKind.PROPOSAL, desk_id="miono") for keeper in (one, other)
        )
        ids = await documents.write_all(
            [
                a_document(one, DocumentKind.ATTACHMENT, "二", position=2),
                a_document(other, DocumentKind.ATTACHMENT, "三"),
                a_document(one, DocumentKind.ATTACHMENT, "一", position=1),
                a_document(other, DocumentKind.CONTACT, "四"),
            ]
        )

    async with opened() as documents:
        by_id = await documents.get_many([*ids, uuid4()])
        by_keeper = await documents.open_many([one, other], DocumentKind.ATTACHMENT)

    assert [by_id[id_].text for id_ in ids] == ["二", "三", "一", "四"]
    assert len(by_id) == 4
    assert {keeper: [found.text for found in of] for keeper, of in by_keeper.items()} == {
        one: ["一", "二"],
        other: ["三"],
    }


async def test_among_many_what_was_destroyed_is_left_out(clean: None) -> None:
    kept, kept_id = await written()
    gone, gone_id = await written()
    async with opened() as documents:
        await documents.destroy(gone, KeeperKind.PROPOSAL)

    async with opened() as documents:
        by_id = await documents.get_many([kept_id, gone_id])
        by_keeper = await documents.open_many([kept, gone], DocumentKind.PROPOSAL)

    assert list(by_id) == [kept_id]
    assert {keeper: len(found) for keeper, found in by_keeper.items()} == {kept: 1, gone: 0}


async def test_a_keeper_that_exists_keeps_its_key_among_new_ones(clean: None) -> None:
    keeper, document_id = await written()

    async with opened() as documents:
        await documents.create_keepers(
            NewKeeper(keeper_id=one, kind=KeeperKind.PROPOSAL, desk_id="miono") for one in (keeper, uuid4())
        )
        later = await documents.write_all([a_document(keeper, DocumentKind.CONTACT, "後から")])

    async with opened() as documents:
        assert (await documents.open(document_id)).text == IDEA
        assert (await documents.open(later[0])).text == "後から"


async def test_nothing_is_written_for_a_keeper_that_is_gone_or_unknown(clean: None) -> None:
    keeper, _ = await written()
    async with opened() as documents:
        await documents.destroy(keeper, KeeperKind.PROPOSAL)

    async with opened() as documents:
        with pytest.raises(KeyDestroyed):
            await documents.write_all([a_document(keeper, DocumentKind.CONTACT, "後から")])
        with pytest.raises(NoSuchDocument):
            await documents.write_all([a_document(uuid4(), DocumentKind.CONTACT, "後から")])


async def test_what_the_door_writes_the_door_cannot_open_among_many_either(clean: None) -> None:
    keeper, document_id = await written()

    async with opened(web=True, actor=DatabaseActor(kind="door")) as documents:
        by_id = await documents.get_many([document_id])
        by_keeper = await documents.open_many([keeper], DocumentKind.PROPOSAL)

    assert (by_id, by_keeper) == ({}, {keeper: []})
