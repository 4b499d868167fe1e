"""Who registered for a forum: how many for whoever sees it, names and addresses for the desk, and both as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.routing.domain.ledger.forums.forum import Forum
from services.routing.storage.mails import ForumMail, forum_mails
from services.routing.storage.registrations import ForumRegistration, counted
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Cell, Link, Section
from services.routing.web.mail_words import MAIL_WORDS
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.access.reads import require_read
from shared.csv_file import csv_file
from shared.documents.contents import ContactContent
from shared.events.registration import RegistrationState
from shared.japanese.era import day_in_japan, wareki
from shared.web.pages import utc_now

STATES: Final[Mapping[str, str]] = {
    RegistrationState.REGISTERED: "参加",
    RegistrationState.WAITING: "キャンセル待ち",
    RegistrationState.CANCELLED: "取消し",
}
_COLUMNS: Final = ("お名前", "団体", "メールアドレス", "人数", "状況", "出欠", "メール", "要望・質問", "提案")
_CAME: Final = {True: "出席", False: "欠席", None: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One registration as the desk reads it; *receipts* are the proposals that came of it."""

    registration: ForumRegistration
    contact: ContactContent = field(repr=False)
    words: str = field(repr=False)
    came: bool | None
    mail: str
    receipts: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Tell whether somebody still means to come."""
        return self.registration.state != RegistrationState.CANCELLED

    @property
    def called(self) -> str:
        """Return how a list of choices calls it."""
        who = " ".join(one for one in (self.contact.organisation, self.contact.name) if one) or "（お名前なし）"
        waits = "・キャンセル待ち" if self.registration.state == RegistrationState.WAITING else ""
        return f"{who}（{self.registration.people}名{waits}）"


async def registered(work: RoutingWork, actor: Actor, forum: Forum) -> Sequence[Registered]:
    """Open who registered, and log the look; raise NotAllowed."""
    found = await work.registrations.of_forum(forum.desk_id, forum.number)
    if not found:
        return ()
    seeing = Action.PARTY_SEE_CONTACTS
    await require_read(work.connection, actor, seeing, what_id=f"registrations.{forum.number}", now=utc_now())
    who = await work.registrations.who([one.contact_id for one in found])
    words = await work.registrations.wishes([one.words_id for one in found if one.words_id])
    mails = await forum_mails(work.connection, forum.desk_id, forum.number)
    return [
        Registered(
            registration=one,
            contact=who.get(one.contact_id, ContactContent()),
            words=words.get(one.words_id, "") if one.words_id else "",
            came=_came(forum, one),
            mail=mail_words(mails.get(one.registration_id)),
            receipts=tuple(sorted(receipt for receipt, by in forum.brought.items() if by == one.registration_id)),
        )
        for one in found
    ]


async def registrations_section(work: RoutingWork, actor: Actor, forum: Forum) -> Section:
    """Return how many come, and for the desk who it is."""
    counts = counted(await work.registrations.of_forum(forum.desk_id, forum.number))
    pairs: list[tuple[str, Cell]] = [
        (STATES[state], f"{many}件（{people}名）") for state, (many, people) in counts.items()
    ]
    if not can(actor, Action.FORUM_KEEP):
        return Section(title="参加の申込み", html_id="registrations", pairs=pairs)
    rows = await registered(work, actor, forum)
    if rows:
        pairs.append(("一覧", Link(f"/forums/{forum.number}/registrations.csv", "CSV")))
    return Section(
        title="参加の申込み",
        html_id="registrations",
        pairs=pairs,
        columns=_COLUMNS,
        rows=[_cells(forum, one) for one in rows],
        none="参加の申込みはまだありません。",
    )


def _cells(forum: Forum, one: Registered) -> tuple[Cell, ...]:
    became: Cell = ""
    if one.receipts:
        became = Link(f"/cases/{one.receipts[0]}", "、".join(one.receipts))
    elif one.stands:
        entry = f"/entry?forum={forum.number}&registration={one.registration.registration_id}"
        became = Link(entry, "この連絡先から提案をつくる")
    return (
        one.contact.name,
        one.contact.organisation,
        one.contact.email,
        one.registration.people,
        STATES[one.registration.state],
        _CAME[one.came] if one.stands else "",
        one.mail,
        one.words,
        became,
    )


def mail_words(mail: ForumMail | None) -> str:
    """Return what became of a mail, for the desk."""
    return "" if mail is None else str(MAIL_WORDS[f"mail.state.{mail.state}"])


def _came(forum: Forum, one: ForumRegistration) -> bool | None:
    return None if forum.came is None else one.registration_id in forum.came


def as_file(rows: Sequence[Registered]) -> bytes:
    """Return who registered as a CSV for Excel."""
    head = ("お名前", "団体", "メールアドレス", "人数", "状況", "出欠", "メール", "要望・質問", "提案", "最終の更新")
    return csv_file([head, *(_line(one) for one in rows)])


def _line(one: Registered) -> tuple[str, ...]:
    return (
        one.contact.name,
        one.contact.organisation,
        one.contact.email,
        str(one.registration.people),
        STATES[one.registration.state],
        _CAME[one.came] if one.stands else "",
        one.mail,
        one.words,
        "、".join(one.receipts),
        wareki(day_in_japan(one.registration.told_at)),
    )


async def attendee_choices(work: RoutingWork, actor: Actor, forum: Forum) -> Sequence[tuple[str, str]]:
    """Return who may be marked as having come."""
    rows = await registered(work, actor, forum) if can(actor, Action.FORUM_KEEP) else ()
    return [(str(one.registration.registration_id), one.called) for one in rows if one.stands]


def came_before(forum: Forum) -> Sequence[UUID]:
    """Return who was marked as having come."""
    return sorted(forum.came or ())
