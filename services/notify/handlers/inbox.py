"""Show a post its inbox, note who has read what, and show the desk its mails; every look passes the policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.notification import DESK
from services.notify.storage import queries
from services.notify.storage.departments import department_name
from services.notify.storage.held import HoldingBox, holding_box
from services.notify.storage.mails import Mails
from services.notify.storage.notifications import Notifications
from services.notify.storage.queries import PAGE, InboxRow, MailRow, Place
from services.notify.storage.texts import sentences_in_force
from shared.access.actor import Actor
from shared.access.policy import Action, NotAllowed, can, is_break_glass, may_see_inbox_of, require
from shared.access.reads import require_read
from shared.errors import Missing, Refused
from shared.japanese.era import day_in_japan


class NoSuchNotification(Missing):
    """There is no such notification in an inbox of yours."""

    public_message = "この知らせは見つかりませんでした。受信箱を開き直してください。"


class NothingToRepeat(Refused):
    """The mail was not given up, so there is nothing to send again."""

    public_message = "このメールは、いま再送の対象ではありません。画面を読み込み直して、状態をご確認ください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One page of one post's inbox."""

    recipient: str
    name: str
    rows: tuple[InboxRow, ...]
    unread: int
    after: Place | None
    watched: bool
    held: HoldingBox
    # What the desk itself wrote to be said of a notice, by the name of the sentence.
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailList:
    """One page of a desk's outgoing mails."""

    rows: tuple[MailRow, ...]
    troubled: int
    before: UUID | None


def inbox_of(actor: Actor, asked: str | None) -> str:
    """Return whose inbox is meant: the one asked for, the desk's, or the actor's own department's."""
    if asked:
        return asked
    if can(actor, Action.INBOX_SEE_OF_ANY):
        return DESK
    return actor.department or DESK


def require_inbox(actor: Actor, recipient: str) -> Action:
    """Return the action by which *actor* sees this inbox, or raise NotAllowed."""
    own = recipient != DESK and actor.department == recipient and can(actor, Action.INBOX_SEE)
    if own:
        return Action.INBOX_SEE
    # `desk` is no department: a section that took this code for itself would still not see the desk's inbox.
    if recipient == DESK and not can(actor, Action.INBOX_SEE_OF_ANY):
        raise NotAllowed(account_id=actor.account_id, action=Action.INBOX_SEE_OF_ANY)
    if not may_see_inbox_of(actor, recipient):
        raise NotAllowed(account_id=actor.account_id, action=Action.INBOX_SEE_OF_ANY)
    return Action.INBOX_SEE_OF_ANY


async def show_inbox(
    connection: AsyncConnection,
    actor: Actor,
    recipient: str,
    *,
    now: datetime,
    unread_only: bool = False,
    after: Place | None = None,
) -> Inbox:
    """Return a page of an inbox, or raise NotAllowed; a look through broken glass is written down."""
    action = require_inbox(actor, recipient)
    await require_read(connection, actor, action, what_id=f"inbox:{recipient}", now=now)
    rows = await queries.inbox_rows(connection, actor.desk_id, recipient, unread_only=unread_only, after=after)
    page = rows[:PAGE]
    return Inbox(
        recipient=recipient,
        name=await department_name(connection, actor.desk_id, recipient, day_in_japan(now)),
        rows=tuple(page),
        unread=await queries.unread_count(connection, actor.desk_id, recipient),
        after=page[-1].place if len(rows) > PAGE else None,
        watched=not is_break_glass(actor, action),
        sentences=await sentences_in_force(connection, actor.desk_id),
        held=await holding_box(connection, actor.desk_id) if recipient == DESK else HoldingBox(),
    )


async def read_one(connection: AsyncConnection, actor: Actor, notification_id: UUID, *, now: datetime) -> InboxRow:
    """Note that *actor* opened a notification and return it, or raise NoSuchNotification or NotAllowed.

    An administrator looking through broken glass leaves it unread: the post it was meant for must still see it.
    """
    found = await queries.notification_of(connection, actor.desk_id, notification_id)
    if found is None:
        raise NoSuchNotification
    recipient, row = found
    action = require_inbox(actor, recipient)
    await require_read(connection, actor, action, what_id=f"inbox:{recipient}", now=now)
    meant = action is Action.INBOX_SEE or (recipient == DESK and not is_break_glass(actor, action))
    if meant:
        await Notifications(connection).mark_read(notification_id, by=str(actor.account_id))
    return row


async def show_mails(
    connection: AsyncConnection,
    actor: Actor,
    *,
    now: datetime,
    troubled_only: bool = False,
    before: UUID | None = None,
) -> MailList:
    """Return a page of the desk's outgoing mails, or raise NotAllowed."""
    await require_read(connection, actor, Action.INBOX_SEE_OF_ANY, what_id="mails", now=now)
    rows = await queries.mail_rows(connection, actor.desk_id, troubled_only=troubled_only, before=before)
    page = rows[:PAGE]
    return MailList(
        rows=tuple(page),
        troubled=await queries.troubled_count(connection, actor.desk_id),
        before=page[-1].send_id if len(rows) > PAGE else None,
    )


async def send_again(connection: AsyncConnection, actor: Actor, send_id: UUID) -> None:
    """Queue a given-up mail once more; raise NotAllowed or NothingToRepeat."""
    require(actor, Action.MAIL_SEND_AGAIN)
    if not await Mails(connection).try_again(send_id):
        raise NothingToRepeat
