"""What a row of the inbox says and where it leads, for pages, the API and the command line alike."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from services.notify.domain.notification import URGENT, NotificationKind
from services.notify.handlers.inbox import Inbox
from services.notify.storage.queries import InboxRow, Place
from services.notify.web.labels import CATALOGUE
from services.notify.web.sentences import SENTENCES, sentence_key
from shared.errors import Invalid
from shared.japanese.era import wareki_with_weekday
from shared.ledger_numbers import staff_page
from shared.scheme.template_language import fill_in
from shared.web.labels import Audience


class WrongPlace(Invalid):
    """The address of the page names no place in the inbox."""

    public_message = "受信箱の続きを表示できませんでした。受信箱を開き直してください。"


def target_of(row: InboxRow, *, guest_of: str | None = None) -> str | None:
    """Return the page a notification leads to, or None when it may not be opened from here now.

    A guest of a municipality reads of a forum what everybody reads, at the desk *guest_of*.
    """
    if not row.opens:
        return None
    if guest_of is None or row.kind is not NotificationKind.FORUM_INVITATION:
        return _target(row)
    return f"/register/forums/{quote(row.receipt or '', safe='')}?desk={quote(guest_of, safe='')}"


def _target(row: InboxRow) -> str | None:
    match row.kind:
        case NotificationKind.MAIL_HELD:
            return f"/holding/{row.about_id}"
        case NotificationKind.MAIL_GAVE_UP | NotificationKind.MAIL_BOUNCED:
            return "/inbox/mails?show=troubled"
        case NotificationKind.INTAKE_PAUSED | NotificationKind.INTAKE_RESUMED:
            return "/pause"
        case NotificationKind.SCHEME_APPLIED:
            return None
        case _:
            # Everything else is about a case, or an item of the ledger.
            return staff_page(quote(row.receipt or "", safe=""))


def sentence_of(row: InboxRow, own: Mapping[str, str]) -> str:
    """Return what happened, in the desk's own words where it wrote some for exactly this."""
    key = sentence_key(row.kind, row.detail)
    if key not in own:
        return SENTENCES[key]
    due = "" if row.due is None else wareki_with_weekday(row.due)
    return fill_in(own[key], {"receipt": row.receipt or "", "due": due})


# What the day of a notice is, where nobody has to answer by it.
_DAYS: Final[Mapping[NotificationKind, str]] = {
    NotificationKind.IMPLEMENTATION_STARTED: "開始の予定日",
    NotificationKind.CASE_EXTENDED: "延長後の期日",
    **dict.fromkeys(
        (
            NotificationKind.TASK_SET,
            NotificationKind.TASK_CHASED,
            NotificationKind.TASK_DUE_SOON,
            NotificationKind.TASK_OVERDUE,
            NotificationKind.CASE_DUE_SOON,
            NotificationKind.CASE_OVERDUE,
            NotificationKind.LEDGER_DUE_SOON,
            NotificationKind.LEDGER_OVERDUE,
        ),
        "期日",
    ),
}


def day_word(row: InboxRow) -> str:
    """Return what the day of a notice is called."""
    return _DAYS.get(row.kind) or CATALOGUE.text(Audience.STAFF, "inbox.due")


def place_text(place: Place | None) -> str | None:
    """Return a place as it stands in an address."""
    return None if place is None else f"{'r' if place.read else 'u'}{place.notification_id.hex}"


def place_from(text: str) -> Place | None:
    """Return the place an address names, or raise WrongPlace."""
    if not text:
        return None
    try:
        return Place(read={"r": True, "u": False}[text[0]], notification_id=UUID(hex=text[1:]))
    except (KeyError, ValueError) as error:
        raise WrongPlace from error


def inbox_json(inbox: Inbox, *, guest_of: str | None = None) -> dict[str, Any]:
    """Return an inbox for machines."""
    return {
        "recipient": inbox.recipient,
        "unread": inbox.unread,
        "held": {"count": inbox.held.count, "since": inbox.held.since and inbox.held.since.isoformat()},
        "notifications": [_row_json(row, inbox.sentences, guest_of) for row in inbox.rows],
        "after": place_text(inbox.after),
    }


def _row_json(row: InboxRow, own: Mapping[str, str], guest_of: str | None) -> dict[str, Any]:
    return {
        "notification_id": str(row.notification_id),
        "kind": row.kind.value,
        "urgent": row.kind in URGENT,
        "kind_label": CATALOGUE.text(Audience.STAFF, row.kind),
        "text": sentence_of(row, own),
        "receipt": row.receipt,
        "case_id": None if row.case_id is None else str(row.case_id),
        "detail": row.detail,
        "due": None if row.due is None else row.due.isoformat(),
        "created_at": row.created_at.isoformat(),
        "read_at": None if row.read_at is None else row.read_at.isoformat(),
        "unread": row.read_at is None,
        "link": target_of(row, guest_of=guest_of),
    }
