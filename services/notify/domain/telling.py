"""Who is told what: the one table from which the readers of notify work, and its page in the documentation is made."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.audience import Audience, Telling, offer_in, to_departments
from services.notify.domain.board_telling import OF_BOARDS, SILENT_OF_BOARDS
from services.notify.domain.call_telling import OF_CALLS, SILENT_OF_CALLS
from services.notify.domain.forum_telling import OF_FORUMS, SILENT_OF_FORUMS
from services.notify.domain.joining import OF_MUNICIPALITIES
from services.notify.domain.ledger_silence import LEDGER_SILENT
from services.notify.domain.ledger_tellings import LEDGER_TELLINGS
from services.notify.domain.mail import Purpose
from services.notify.domain.merged import OF_MERGED
from services.notify.domain.notification import NotificationKind as Kind
from services.notify.domain.publishing import OF_PUBLICATIONS
from services.notify.domain.work_tellings import OF_WORK
from shared import events as e
from shared.events import Fact


def _by_proposer(fact: Fact) -> bool:
    return isinstance(fact, e.CaseWithdrawn) and fact.by_proposer


_RUNNING: Final = frozenset(
    {"received", "confirming", "waiting_for_proposer", "offered", "reviewing", "coordinating", "implementing"}
)
_ASKED: Final = frozenset({"offered", "reviewing"})
_ARRIVING: Final = (
    Telling(fact=e.ProposalReceived, to=Audience.PROPOSER, purpose=Purpose.ACKNOWLEDGEMENT, apart=True),
    Telling(fact=e.AttachmentInspected, to=Audience.PROPOSER, purpose=Purpose.LOCKED_FILES, apart=True),
    Telling(fact=e.MailHeld, to=Audience.DESK, kind=Kind.MAIL_HELD, apart=True),
    Telling(fact=e.MailHeld, to=Audience.PROPOSER, purpose=Purpose.PAUSED, apart=True),
    Telling(fact=e.ReplyReceived, to=Audience.DESK, kind=Kind.REPLY_RECEIVED, apart=True),
    Telling(fact=e.ReplyReceived, to=Audience.LEAD, kind=Kind.REPLY_RECEIVED, apart=True),
    Telling(fact=e.CaseOpened, to=Audience.DESK, kind=Kind.CASE_OPENED, apart=True),
    Telling(fact=e.IntakePaused, to=Audience.DESK, kind=Kind.INTAKE_PAUSED, apart=True),
    Telling(fact=e.IntakeResumed, to=Audience.DESK, kind=Kind.INTAKE_RESUMED, apart=True),
    Telling(fact=e.SchemeApplied, to=Audience.DESK, kind=Kind.SCHEME_APPLIED, apart=True),
    Telling(fact=e.MailGaveUp, to=Audience.DESK, kind=Kind.MAIL_GAVE_UP, apart=True),
    Telling(fact=e.MailBounced, to=Audience.DESK, kind=Kind.MAIL_BOUNCED, apart=True),
)
_CONFIRMING: Final = (
    Telling(
        fact=e.CompletionAsked,
        to=Audience.PROPOSER,
        kind=Kind.COMPLETION_ASKED,
        purpose=Purpose.COMPLETION_ASKED,
        while_in=frozenset({"waiting_for_proposer"}),
        note=True,
        day=True,
    ),
    Telling(
        fact=e.CompletionReceived,
        to=Audience.DESK,
        kind=Kind.COMPLETION_RECEIVED,
        while_in=frozenset({"confirming"}),
    ),
)
_ASKING: Final = (
    Telling(fact=e.OfferMade, to=Audience.LEAD, kind=Kind.OFFER_MADE, apart=True),
    Telling(fact=e.OfferMade, to=Audience.OTHER_DEPARTMENT, kind=Kind.OFFER_MADE, apart=True),
    Telling(fact=e.OfferMade, to=Audience.COMPANY, purpose=Purpose.PARTY_ASKED, concerned=True, note=True, day=True),
    Telling(
        fact=e.OfferMade,
        to=Audience.PROPOSER,
        kind=Kind.PASSED_ON,
        purpose=Purpose.PASSED_ON,
        while_in=_ASKED,
        once_a_round=True,
    ),
    Telling(fact=e.OfferRecalled, to=Audience.LEAD, kind=Kind.OFFER_RECALLED, apart=True),
    Telling(fact=e.OfferRecalled, to=Audience.OTHER_DEPARTMENT, kind=Kind.OFFER_RECALLED, apart=True),
    Telling(fact=e.OfferRecalled, to=Audience.COMPANY, purpose=Purpose.PARTY_RECALLED, concerned=True),
    Telling(fact=e.QuestionAsked, to=Audience.DESK, kind=Kind.QUESTION_ASKED, while_in=_ASKED),
    Telling(fact=e.QuestionAnswered, to=Audience.COMPANY, purpose=Purpose.PARTY_QUESTIONS),
    Telling(fact=e.OfferReplyReceived, to=Audience.DESK, kind=Kind.OFFER_REPLY_RECEIVED, apart=True),
    Telling(fact=e.OfferExpired, to=Audience.DESK, kind=Kind.OFFER_EXPIRED, while_in=_RUNNING),
    *to_departments(e.OfferExpired, Kind.OFFER_EXPIRED, concerned=True),
    Telling(fact=e.OfferExpired, to=Audience.COMPANY, purpose=Purpose.PARTY_EXPIRED, concerned=True),
    Telling(fact=e.CaseBounced, to=Audience.DESK, kind=Kind.CASE_BOUNCED, apart=True),
)
_JUDGING: Final = (
    Telling(fact=e.OfferAccepted, to=Audience.DESK, kind=Kind.OFFER_ACCEPTED, apart=True),
    Telling(fact=e.VerdictGiven, to=Audience.DESK, kind=Kind.VERDICT_GIVEN, apart=True),
    Telling(fact=e.VerdictGiven, to=Audience.LEAD, kind=Kind.VERDICT_GIVEN, while_in=_ASKED, but_that_one=True),
    Telling(
        fact=e.ConditionsAsked,
        to=Audience.PROPOSER,
        kind=Kind.CONDITIONS_ASKED,
        purpose=Purpose.CONDITIONS,
        while_in=frozenset({"reviewing"}),
        note=True,
        day=True,
    ),
    Telling(fact=e.ConditionsAccepted, to=Audience.DESK, kind=Kind.CONDITIONS_ACCEPTED, while_in=_RUNNING),
    *to_departments(e.ConditionsAccepted, Kind.CONDITIONS_ACCEPTED, concerned=True),
    Telling(fact=e.ConditionsRefused, to=Audience.DESK, kind=Kind.CONDITIONS_REFUSED, while_in=_RUNNING),
    *to_departments(e.ConditionsRefused, Kind.CONDITIONS_REFUSED, concerned=True),
    Telling(fact=e.RoundClosed, to=Audience.PROPOSER, kind=Kind.ROUND_CLOSED, purpose=Purpose.ROUND_CLOSED, note=True),
    *to_departments(e.RoundClosed, Kind.ROUND_CLOSED),
    Telling(fact=e.RoundClosed, to=Audience.COMPANY, purpose=Purpose.PARTY_CLOSED, closing=True),
    Telling(
        fact=e.CaseExtended,
        to=Audience.PROPOSER,
        kind=Kind.CASE_EXTENDED,
        purpose=Purpose.EXTENDED,
        while_in=_RUNNING,
        note=True,
        day=True,
    ),
    Telling(fact=e.CaseExtended, to=Audience.LEAD, kind=Kind.CASE_EXTENDED, while_in=_RUNNING, day=True),
)


def _end(fact: type[Fact], stage: str, purpose: Purpose, *, note: bool = True) -> tuple[Telling, ...]:
    """Return who is told of one of the ends."""
    at = frozenset({stage})
    departments = to_departments(fact, Kind.CASE_ENDED, detail=stage, while_in=at)
    proposer = Telling(
        fact=fact, to=Audience.PROPOSER, kind=Kind.CASE_ENDED, purpose=purpose, detail=stage, while_in=at, note=note
    )
    return (proposer, *departments)


_ENDING: Final = (
    Telling(fact=e.DeclineProposed, to=Audience.DESK, kind=Kind.DECLINE_PROPOSED, while_in=_RUNNING),
    Telling(fact=e.DeclineSentBack, to=Audience.DESK, kind=Kind.DECLINE_SENT_BACK, while_in=_RUNNING),
    *_end(e.CaseDeclined, "declined", Purpose.DECLINED),
    *_end(e.CaseReferred, "referred", Purpose.REFERRED),
    *_end(e.CaseMerged, "merged", Purpose.MERGED),
    *_end(e.CaseWithdrawn, "withdrawn", Purpose.WITHDRAWN, note=False),
    Telling(
        fact=e.CaseWithdrawn,
        to=Audience.DESK,
        kind=Kind.CASE_ENDED,
        detail="withdrawn",
        while_in=frozenset({"withdrawn"}),
        only=_by_proposer,
    ),
    Telling(
        fact=e.CaseReopened,
        to=Audience.PROPOSER,
        kind=Kind.CASE_REOPENED,
        purpose=Purpose.REOPENED,
        while_in=_RUNNING,
        note=True,
    ),
    *OF_MERGED,
)


def _of_a_department(fact: Fact) -> bool:
    return isinstance(fact, e.NoteWritten | e.MeetingRecorded) and fact.department is not None


def _in_circle(circle: e.NoteCircle) -> Callable[[Fact], bool]:
    return lambda fact: isinstance(fact, e.NoteWritten) and fact.circle is circle


def _released_about(about: e.NoteAbout) -> Callable[[Fact], bool]:
    return lambda fact: isinstance(fact, e.NoteToProposerReleased) and fact.about is about


_TALKING: Final = (
    Telling(fact=e.NoteWritten, to=Audience.DESK, kind=Kind.NOTE_WRITTEN, only=_of_a_department),
    *to_departments(e.NoteWritten, Kind.NOTE_WRITTEN, only=_in_circle(e.NoteCircle.OFFICE)),
    Telling(
        fact=e.NoteWritten,
        to=Audience.PROPOSER,
        kind=Kind.NOTE_WRITTEN,
        only=_in_circle(e.NoteCircle.PROPOSING),
    ),
    Telling(fact=e.NoteDrafted, to=Audience.DESK, kind=Kind.NOTE_DRAFTED),
    Telling(fact=e.NoteSentBack, to=Audience.DESK, kind=Kind.NOTE_SENT_BACK),
    Telling(fact=e.ActHeld, to=Audience.DESK, kind=Kind.ACT_HELD),
    Telling(fact=e.ActSentBack, to=Audience.DESK, kind=Kind.ACT_SENT_BACK),
    *(
        Telling(
            fact=e.NoteToProposerReleased,
            to=Audience.PROPOSER,
            kind=Kind.NOTE_TO_PROPOSER,
            purpose=purpose,
            only=_released_about(about),
            note=True,
        )
        for about, purpose in ((e.NoteAbout.MESSAGE, Purpose.NOTE), (e.NoteAbout.RESULT, Purpose.VERDICT))
    ),
    Telling(fact=e.MeetingRecorded, to=Audience.DESK, kind=Kind.MEETING_RECORDED, only=_of_a_department),
    *to_departments(e.MeetingRecorded, Kind.MEETING_RECORDED),
)


def _of_no_offer(fact: Fact) -> bool:
    return offer_in(fact) is None


def _ladder_reached(*steps: str) -> Callable[[Fact], bool]:
    return lambda fact: isinstance(fact, e.CaseOverdue) and not frozenset(steps).isdisjoint(fact.to)


_TIME: Final = (
    Telling(
        fact=e.CaseDueSoon, to=Audience.DESK, kind=Kind.CASE_DUE_SOON, while_in=_RUNNING, only=_of_no_offer, day=True
    ),
    *to_departments(e.CaseDueSoon, Kind.CASE_DUE_SOON, while_in=_ASKED, concerned=True, while_owed=True, day=True),
    Telling(fact=e.CaseDueSoon, to=Audience.COMPANY, purpose=Purpose.PARTY_REMINDED, concerned=True, day=True),
    Telling(
        fact=e.CaseOverdue,
        to=Audience.DESK,
        kind=Kind.CASE_OVERDUE,
        while_in=_RUNNING,
        only=_ladder_reached("desk", "desk_lead"),
        day=True,
    ),
    *to_departments(
        e.CaseOverdue,
        Kind.CASE_OVERDUE,
        while_in=_ASKED,
        only=_ladder_reached("department"),
        concerned=True,
        while_owed=True,
        day=True,
    ),
    Telling(
        fact=e.CaseOverdue,
        to=Audience.COMPANY,
        purpose=Purpose.PARTY_REMINDED,
        only=_ladder_reached("department"),
        concerned=True,
        day=True,
    ),
    *to_departments(e.OfferExtended, Kind.OFFER_EXTENDED, while_in=_ASKED, concerned=True, while_owed=True, day=True),
    Telling(fact=e.OfferExtended, to=Audience.COMPANY, purpose=Purpose.PARTY_EXTENDED, concerned=True, day=True),
    *to_departments(e.OfferSentAnew, Kind.OFFER_MADE, while_in=_ASKED, concerned=True, while_owed=True, day=True),
    Telling(fact=e.OfferSentAnew, to=Audience.COMPANY, purpose=Purpose.PARTY_LINK, concerned=True, day=True),
    Telling(fact=e.NoticeUnread, to=Audience.DESK, kind=Kind.NOTICE_UNREAD, while_in=_RUNNING),
    Telling(fact=e.CaseForgotten, to=Audience.DESK, kind=Kind.CASE_FORGOTTEN, while_in=_RUNNING),
    *OF_PUBLICATIONS,
)
TELLINGS: Final = (
    *(*_ARRIVING, *_CONFIRMING, *_ASKING, *_JUDGING, *OF_WORK),
    *(*_ENDING, *_TALKING, *_TIME, *OF_BOARDS, *OF_CALLS, *OF_FORUMS, *LEDGER_TELLINGS, *OF_MUNICIPALITIES),
)

# What nobody is told, and why that is meant so.
SILENT: Final[Mapping[type[Fact], str]] = MappingProxyType(
    {
        e.MailReceived: "届いたことは、受け付けたとき、または保留したときにお知らせします。",
        e.MailFailureReported: "届かなかったことは、送ったメールの側（mail.bounced）でお知らせします。",
        e.ConfirmationStarted: "担当者は案件の画面に表示します。",
        e.CaseConfirmed: "提案者には、担当課に送付したときにまとめてお知らせします。",
        e.CoordinationStarted: "検討の終了（case.round_closed）と同時のため、重ねてお知らせしません。",
        e.TodoFinished: "宿題の完了は、案件の画面と、宿題を受けた方のページに表示します。",
        e.ProcedureDone: "手続きの完了は、案件の画面に表示します。",
        e.CooperationDecided: "協定区分は、案件の画面に表示します。",
        e.ProposalWithdrawn: "取下げは、案件に反映したとき（case.withdrawn）にお知らせします。",
        e.ConditionsAnswered: "条件への回答は、案件に反映したときにお知らせします。",
        e.TodoAnswered: "宿題の報告は、案件に反映したとき（case.todo_reported）にお知らせします。",
        e.NoteOpened: "提案者が連絡を開いたことは、案件の画面に表示します。",
        e.CaseLinked: "関連する案件は、案件の画面に表示します。",
        e.ActReleased: "承認された操作は、その操作の出来事としてお知らせします。",
        e.CaseUnlinked: "関連する案件は、案件の画面に表示します。",
        e.ReplyHandled: "返信への対応は、案件の画面に表示します。",
        e.AccessChanged: "閲覧できる課の写しを持つための出来事です。",
        e.MailSent: "送信の状態は、案件と送信メールの画面に表示します。",
        **SILENT_OF_BOARDS,
        **SILENT_OF_CALLS,
        **SILENT_OF_FORUMS,
        **LEDGER_SILENT,
    }
)


def tellings_of(fact: type[Fact]) -> tuple[Telling, ...]:
    """Return who is told of a fact by its case alone."""
    return tuple(row for row in TELLINGS if row.fact is fact and not row.apart)


def put_into_inboxes() -> tuple[type[Fact], ...]:
    """Return the facts that are put into inboxes by their case alone, each once."""
    return tuple(dict.fromkeys(row.fact for row in TELLINGS if row.kind is not None and not row.apart))


def told_by_letter() -> tuple[type[Fact], ...]:
    """Return the facts of which mails are written by their case alone, each once."""
    return tuple(dict.fromkeys(row.fact for row in TELLINGS if row.purpose is not None and not row.apart))
