"""Media get a press release by a mail of their own each, while what it says stands approved."""

from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from uuid import UUID, uuid4

from services.routing.storage.tables import documents
from shared.documents import DocumentKind, Documents, KeeperKind, NewKeeper
from shared.documents.contents import ContactContent
from shared.events import PublicationMailedToMedia
from tests.notify.conftest import DESK_ID, House, Post, told

NUMBER = "PR8-0001"


async def written(house: House, item_id: UUID, kind: DocumentKind, content: bytes) -> UUID:
    """Seal something under a key of the ledger, as routing does."""
    async with house.admin.begin() as connection:
        store = Documents(connection, documents, house.keyring)
        said: dict[str, Any] = {"keeper_id": item_id, "desk_id": DESK_ID}
        await store.create_keepers([NewKeeper(kind=KeeperKind.LEDGER, **said)])
        return await store.write(kind, content, keeper_kind=KeeperKind.LEDGER, **said)


async def mailed(house: House, state: str) -> UUID:
    """Let a release be mailed to two media, of a publication that stands in *state* by now; return the publication."""
    item_id = uuid4()
    await house.change(
        "INSERT INTO routing.ledger_item (item_id, desk_id, kind, number, state, title, departments, is_open,"
        " scheme_version, version, head_hash, begun_at, changed_at)"
        " VALUES (:id, 'miono', 'publication', :number, :state, '', '{}', true, 1, 1, '', now(), now())",
        id=item_id,
        number=NUMBER,
        state=state,
    )
    letter_id = await written(house, item_id, DocumentKind.NOTE_TO_ADDRESSEE, "【解禁日時】令和8年".encode())
    contacts = [
        await written(
            house,
            uuid4(),
            DocumentKind.CONTACT,
            ContactContent(organisation=name, email=f"{name}@media.example").to_bytes(),
        )
        for name in ("paper", "station")
    ]
    fact = PublicationMailedToMedia(
        number=NUMBER,
        mailed_on=date(2026, 11, 24),
        media=(uuid4(), uuid4()),
        contacts=tuple(contacts),
        letter_id=letter_id,
    )
    heard = told(fact, about=item_id)
    await house.hear(heard, heard)
    return item_id


async def test_each_medium_gets_a_mail_of_its_own_once(house: House, post: Post) -> None:
    await mailed(house, "approved")

    await house.mailer(post.server).send_due(9)

    mails = [BytesParser(EmailMessage, policy=policy.default).parsebytes(one) for one in post.mails()]
    assert sorted(str(one["To"]) for one in mails) == ["paper@media.example", "station@media.example"]
    assert {str(one["Subject"]) for one in mails} == {"【PR8-0001】報道発表資料の提供（澪野県 公民連携デスク）"}
    assert ["【解禁日時】令和8年" in one.get_content() for one in mails] == [True, True]


async def test_what_was_held_back_or_withdrawn_before_it_left_is_not_sent(house: House, post: Post) -> None:
    await mailed(house, "withdrawn")

    await house.mailer(post.server).send_due(9)

    states = await house.rows("SELECT DISTINCT state FROM notify.mail_send")
    assert ([one["state"] for one in states], post.mails()) == (["needless"], [])
