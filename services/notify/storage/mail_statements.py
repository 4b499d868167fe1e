"""The statements on outgoing mail that run again and again: built once, for building costs more than sending them."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    DateTime,
    Integer,
    Interval,
    LargeBinary,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)

from services.notify.domain.mail import MAX_RESENDS, MailSend, MailState, Reason
from services.notify.storage.tables import mail_send
from shared.database.rows import given_rows

_COLUMNS: Final = tuple(mail_send.c[column] for column in MailSend.__dataclass_fields__)
# Said as the partial indexes say them, so that the database finds them whatever else a statement asks; `now()` for the
# same reason: a clock that may differ from row to row cannot be looked up in an index.
_waiting: Final = mail_send.c.state.in_((literal_column("'created'"), literal_column("'deferred'")))
_sending: Final = mail_send.c.state == literal_column("'sending'")
_left_behind: Final = and_(
    _sending,
    mail_send.c.sending_at < func.now() - bindparam("stale_after", type_=Interval()),
    mail_send.c.send_id != func.all(bindparam("held", type_=ARRAY(Uuid, dimensions=1))),
)
_due: Final = (
    select(mail_send.c.send_id)
    .where(
        _waiting,
        mail_send.c.next_at <= func.now(),
        mail_send.c.purpose == func.any(bindparam("about", type_=ARRAY(Text))),
    )
    .order_by(mail_send.c.next_at, mail_send.c.send_id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
    .cte("due")
)
# Named otherwise than the columns they go into: the parameters of an UPDATE may not share their names.
_taken: Final = given_rows(
    "taken",
    which=Uuid(),
    tried=Integer(),
    counted=Integer(),
    answered=Integer(),
    marked=LargeBinary(),
    worded=Integer(),
)
_copy: Final = given_rows("copy", which=Uuid(), kept=Uuid())
_reported: Final = given_rows("reported", which=Uuid(), of_desk=Text(), why=Text(), told_at=DateTime(timezone=True))
# Nothing comes back before it left: what was taken up to be sent after the report came is a later copy. Compared with
# the taking up and not with the settling, for a report may be faster than what we write down.
_same: Final = and_(
    mail_send.c.send_id == _reported.c.which,
    mail_send.c.desk_id == _reported.c.of_desk,
    mail_send.c.sending_at <= _reported.c.told_at,
)
_unsent: Final = given_rows("unsent", which=Uuid(), tried=Integer())

CLAIM: Final = (
    update(mail_send)
    .where(mail_send.c.send_id == _due.c.send_id)
    .values(state=MailState.SENDING.value, sending_at=func.clock_timestamp(), attempt=mail_send.c.attempt + 1)
    .returning(*_COLUMNS)
)
HOLD_DUE: Final = (
    update(mail_send)
    .where(mail_send.c.send_id == _due.c.send_id)
    .values(
        state=MailState.DEFERRED.value,
        reason=bindparam("why"),
        next_at=func.now() + bindparam("wait", type_=Interval()),
    )
)
PUT_BACK: Final = (
    update(mail_send)
    .where(mail_send.c.send_id == _unsent.c.which, mail_send.c.attempt == _unsent.c.tried, _sending)
    .values(
        state=MailState.DEFERRED.value,
        reason=bindparam("why"),
        attempt=mail_send.c.attempt - 1,
        next_at=func.clock_timestamp() + bindparam("wait", type_=Interval()),
    )
)
TAKE_OVER: Final = (
    update(mail_send)
    .where(_left_behind, mail_send.c.resends < MAX_RESENDS)
    .values(state=MailState.DEFERRED.value, reason=None, next_at=func.now(), resends=mail_send.c.resends + 1)
    .returning(mail_send.c.purpose)
)
HOPELESS: Final = select(*_COLUMNS).where(_left_behind, mail_send.c.resends >= MAX_RESENDS)
STANDING: Final = select(mail_send.c.send_id, mail_send.c.receipt, mail_send.c.state).where(
    mail_send.c.send_id == func.any(bindparam("mails", type_=ARRAY(Uuid, dimensions=1)))
)
# Also of a mail that another process took over and has not claimed yet: its attempt is still this one.
SENT: Final = (
    update(mail_send)
    .where(mail_send.c.send_id == _taken.c.which, mail_send.c.attempt == _taken.c.tried, or_(_sending, _waiting))
    .values(
        state=MailState.SENT.value,
        reason=None,
        smtp_code=_taken.c.answered,
        address_mark=_taken.c.marked,
        text_version=_taken.c.worded,
        settled_at=func.clock_timestamp(),
        version=_taken.c.counted,
    )
    .returning(mail_send.c.send_id)
)
KEEP_COPIES: Final = update(mail_send).where(mail_send.c.send_id == _copy.c.which).values(document_id=_copy.c.kept)
# Not what was given up before it left, nor what waits to leave anew: the report speaks of an earlier copy.
BOUNCED: Final = (
    update(mail_send)
    .where(
        _same,
        mail_send.c.state.in_(
            [state.value for state in (MailState.SENDING, MailState.SENT, MailState.DEFERRED, MailState.UNKNOWN)]
        ),
    )
    .values(
        state=MailState.BOUNCED.value,
        reason=Reason.CAME_BACK.value,
        report_status=_reported.c.why,
        settled_at=func.clock_timestamp(),
        version=mail_send.c.version + 1,
    )
    .returning(*_COLUMNS)
)
DELAY_REPORTED: Final = (
    update(mail_send)
    .where(_same, mail_send.c.state == MailState.SENT.value)
    .values(reason=Reason.DELAY_REPORTED.value, report_status=_reported.c.why)
)
