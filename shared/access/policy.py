"""The one policy: who may do what with which case. Pure, and what is not granted here is denied."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from shared.access.actions import Action as Action  # noqa: PLC0414 - whoever asks the policy names an action.
from shared.access.actor import Actor, Role
from shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScope:
    """What the policy must know of a case, or of a mail or held item that is no case yet.

    `offered` holds the departments with an offer that still stands (asked, taken up or judged; not
    returned, expired or recalled); `taken_up` those of them that took it up, also after their verdict;
    `proposing` is the department that proposes, where one does; `parties_asked` says that parties are asked then, who
    have no account: what they answer by mail or telephone, the desk writes down for them.
    `judging` holds the departments that judge it as an application to their call.
    `invited` holds the municipalities that have not answered yet, `joined` those that take part, and `parted` those
    that declined or left.
    """

    desk_id: str
    offered: frozenset[str] = frozenset()
    taken_up: frozenset[str] = frozenset()
    lead: str | None = None
    proposing: str | None = None
    parties_asked: bool = False
    judging: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    parted: frozenset[str] = frozenset()


class Reach(Enum):
    """How far a grant reaches."""

    DESK_WIDE = auto()  # デスク全体。案件を問わない。
    OWN_DESK = auto()  # 自分のデスクの案件
    OFFERED = auto()  # 自分の課に送付された案件
    TAKEN_UP = auto()  # 自分の課が検討を引き受けた案件
    LEADING = auto()  # そのうち自分の課が主担当である案件
    PROPOSING = auto()  # 自分の課が提案した案件
    JUDGING = auto()  # 自分の課が募集の応募として審査する案件
    PARTIES_ASKED = auto()  # 団体に検討を依頼した案件
    INVITED = auto()  # 自分の市町村が参加を依頼された案件(参加中を含む)
    JOINED = auto()  # 自分の市町村が参加している案件
    EVER_INVITED = auto()  # 自分の市町村が一度でも参加を依頼された案件


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One role may do one thing as far as *reach*; a break-glass use is always recorded."""

    role: Role
    reach: Reach
    break_glass: bool = False


# Whoever holds one of these acts for a department or a municipality, never without one.
_OF_A_UNIT: Final = frozenset({Role.DEPARTMENT, Role.MUNICIPALITY})


def _grant(role: Role, reach: Reach = Reach.DESK_WIDE) -> Grant:
    return Grant(role=role, reach=reach)


_DESK: Final = _grant(Role.DESK)
_DESK_CASE: Final = _grant(Role.DESK, Reach.OWN_DESK)
_DESK_FOR_PARTY: Final = _grant(Role.DESK, Reach.PARTIES_ASKED)
_SECTION: Final = _grant(Role.DEPARTMENT)
_MUNICIPALITY: Final = _grant(Role.MUNICIPALITY)
_GUEST_INVITED: Final = _grant(Role.MUNICIPALITY, Reach.INVITED)
_GUEST_JOINED: Final = _grant(Role.MUNICIPALITY, Reach.JOINED)
_GUEST_EVER: Final = _grant(Role.MUNICIPALITY, Reach.EVER_INVITED)
_SECTION_OFFERED: Final = _grant(Role.DEPARTMENT, Reach.OFFERED)
_SECTION_TAKEN_UP: Final = _grant(Role.DEPARTMENT, Reach.TAKEN_UP)
_SECTION_LEADING: Final = _grant(Role.DEPARTMENT, Reach.LEADING)
_SECTION_JUDGING: Final = _grant(Role.DEPARTMENT, Reach.JUDGING)
_SECTION_PROPOSING: Final = _grant(Role.DEPARTMENT, Reach.PROPOSING)
_OPERATOR: Final = _grant(Role.OPERATOR)
_ADMIN: Final = _grant(Role.ADMINISTRATOR)
# An administrator keeps the house, not the cases. Looking into them is possible, because somebody must be
# able to when the desk is away, but it is breaking a glass: reading only, never deciding, always recorded.
_GLASS: Final = Grant(role=Role.ADMINISTRATOR, reach=Reach.DESK_WIDE, break_glass=True)
_GLASS_CASE: Final = Grant(role=Role.ADMINISTRATOR, reach=Reach.OWN_DESK, break_glass=True)

GRANTS: Final[Mapping[Action, frozenset[Grant]]] = MappingProxyType(
    {
        Action.CASE_LIST: frozenset({_DESK, _SECTION, _MUNICIPALITY, _GLASS}),
        Action.MEMBERSHIP_SEE: frozenset({_GUEST_EVER}),
        Action.CASE_SEE_SUMMARY: frozenset(
            {_DESK_CASE, _SECTION_OFFERED, _SECTION_PROPOSING, _GUEST_INVITED, _GLASS_CASE}
        ),
        Action.CASE_OPEN: frozenset({_DESK_CASE, _SECTION_TAKEN_UP, _SECTION_PROPOSING, _GLASS_CASE}),
        Action.APPLICATION_OPEN: frozenset({_SECTION_JUDGING}),
        Action.FILE_CLEAN: frozenset({_DESK_CASE}),
        Action.FILE_TAKE_SUSPECT: frozenset({_DESK_CASE}),
        Action.CASE_SEE_HISTORY: frozenset({_DESK_CASE, _SECTION_TAKEN_UP, _SECTION_PROPOSING, _GLASS_CASE}),
        Action.CASE_SEE_ALL_VERDICTS: frozenset({_DESK_CASE, _SECTION_LEADING, _SECTION_PROPOSING, _GLASS_CASE}),
        Action.CASE_CONFIRM: frozenset({_DESK_CASE}),
        Action.CASE_WRITE_ABSTRACT: frozenset({_DESK_CASE}),
        Action.CASE_OFFER: frozenset({_DESK_CASE}),
        Action.OFFER_RECALL: frozenset({_DESK_CASE}),
        Action.CASE_COMPLETE: frozenset({_DESK_CASE, _SECTION_PROPOSING}),
        Action.CONDITIONS_ANSWER: frozenset({_DESK_CASE, _SECTION_PROPOSING}),
        Action.ROUND_CLOSE: frozenset({_DESK_CASE}),
        Action.CASE_IMPLEMENT: frozenset({_DESK_CASE}),
        Action.COORDINATION_KEEP: frozenset({_DESK_CASE, _SECTION_TAKEN_UP, _SECTION_PROPOSING}),
        Action.TASK_SETTLE: frozenset({_DESK_CASE, _SECTION_TAKEN_UP, _SECTION_PROPOSING, _GUEST_JOINED}),
        Action.LESSON_SEE: frozenset({_DESK, _SECTION, _ADMIN}),
        Action.CASE_EXTEND: frozenset({_DESK_CASE}),
        Action.CASE_END: frozenset({_DESK_CASE}),
        Action.CASE_WITHDRAW: frozenset({_DESK_CASE, _SECTION_PROPOSING}),
        Action.NOTE_SEE: frozenset({_DESK_CASE, _SECTION_TAKEN_UP, _GLASS_CASE}),
        # A department that proposes writes to the desk; what others write to each other it never reads.
        Action.NOTE_WRITE: frozenset({_DESK_CASE, _SECTION_TAKEN_UP, _SECTION_PROPOSING, _GUEST_INVITED}),
        Action.MUNICIPALITY_INVITE: frozenset({_DESK_CASE, _SECTION_LEADING}),
        Action.MUNICIPALITY_PART: frozenset({_DESK_CASE}),
        Action.INVITATION_ANSWER: frozenset({_GUEST_INVITED}),
        Action.CASE_LEAVE: frozenset({_GUEST_JOINED}),
        Action.MEETING_RECORD: frozenset({_DESK_CASE, _SECTION_TAKEN_UP}),
        Action.PROPOSER_TELL: frozenset({_DESK_CASE}),
        Action.RETURNS_SEE: frozenset({_DESK}),
        Action.OFFER_TAKE_UP: frozenset({_SECTION_OFFERED, _DESK_FOR_PARTY}),
        Action.OFFER_RETURN: frozenset({_SECTION_OFFERED, _DESK_FOR_PARTY}),
        Action.OFFER_JUDGE: frozenset({_SECTION_TAKEN_UP, _DESK_FOR_PARTY}),
        Action.QUESTION_ASK: frozenset({_SECTION_OFFERED}),
        Action.QUESTION_ANSWER: frozenset({_DESK_CASE}),
        Action.PARTY_SEE: frozenset({_DESK, _GLASS}),
        Action.PARTY_SEE_CONTACTS: frozenset({_DESK, _GLASS}),
        Action.PARTY_KEEP: frozenset({_DESK}),
        Action.MAIL_SEE: frozenset({_DESK_CASE, _GLASS_CASE}),
        Action.MAIL_SEE_RAW: frozenset({_DESK_CASE, _GLASS_CASE}),
        Action.READING_CORRECT: frozenset({_DESK_CASE}),
        Action.HOLDING_LIST: frozenset({_DESK, _GLASS}),
        Action.HOLDING_SEE: frozenset({_DESK_CASE, _GLASS_CASE}),
        Action.HOLDING_DECIDE: frozenset({_DESK_CASE}),
        # The house's own matter: it shows nothing of a proposal, and who may stop the desk must not need the desk.
        Action.INTAKE_PAUSE: frozenset({_DESK, _ADMIN}),
        Action.PROPOSAL_MAKE_FOR_DEPARTMENT: frozenset({_SECTION}),
        Action.PROPOSAL_ENTER: frozenset({_DESK}),
        Action.PROPOSAL_IMPORT: frozenset({_DESK}),
        Action.INBOX_SEE: frozenset({_SECTION, _MUNICIPALITY}),
        Action.INBOX_SEE_OF_ANY: frozenset({_DESK, _GLASS}),
        Action.MAIL_SEND_AGAIN: frozenset({_DESK}),
        Action.TEXT_EDIT: frozenset({_DESK}),
        Action.QUEUES_SEE: frozenset({_OPERATOR, _ADMIN}),
        Action.DELIVERY_SEE: frozenset({_OPERATOR, _ADMIN}),
        Action.DELIVERY_REPLAY: frozenset({_OPERATOR}),
        Action.DELIVERY_DISCARD: frozenset({_OPERATOR}),
        Action.READER_PAUSE: frozenset({_OPERATOR}),
        Action.ACCOUNT_MANAGE: frozenset({_ADMIN}),
        Action.SCHEME_SEE: frozenset({_DESK, _ADMIN}),
        Action.SCHEME_APPLY: frozenset({_ADMIN}),
        # The same: the words go from the documents into the rows, nobody sees them.
        Action.CASE_REREAD: frozenset({_DESK, _ADMIN}),
        Action.ORGANISATION_APPLY: frozenset({_ADMIN}),
        Action.DOCTOR_RUN: frozenset({_OPERATOR, _ADMIN}),
        Action.READ_LOG_SEE: frozenset({_ADMIN}),
        Action.LEDGER_SEE: frozenset({_DESK, _SECTION}),
        Action.AGREEMENT_KEEP: frozenset({_DESK}),
        Action.AGREEMENT_NOTE: frozenset({_DESK_CASE, _SECTION_TAKEN_UP}),
        Action.PROJECT_BEGIN: frozenset({_DESK}),
        Action.PROJECT_KEEP: frozenset({_DESK_CASE, _SECTION_TAKEN_UP}),
        Action.CALL_BEGIN: frozenset({_DESK, _SECTION}),
        Action.CALL_KEEP: frozenset({_DESK_CASE, _SECTION_TAKEN_UP}),
        Action.CALL_RELEASE: frozenset({_DESK}),
        Action.BOARD_KEEP: frozenset({_DESK}),
        Action.PUBLICATION_BEGIN: frozenset({_DESK, _SECTION}),
        Action.PUBLICATION_KEEP: frozenset({_DESK_CASE, _SECTION_TAKEN_UP}),
        Action.PUBLICATION_APPROVE: frozenset({_DESK}),
        Action.FORUM_KEEP: frozenset({_DESK}),
        Action.PAPER_MAKE: frozenset({_DESK}),
        Action.CALENDAR_SUBSCRIBE: frozenset({_DESK, _SECTION, _MUNICIPALITY}),
    }
)

# These show what a proposer entrusted to the office, so every look is recorded, whoever looks.
CONTENT_READS: Final = frozenset(
    {
        Action.CASE_OPEN,
        Action.APPLICATION_OPEN,
        Action.FILE_CLEAN,
        Action.FILE_TAKE_SUSPECT,
        Action.PARTY_SEE_CONTACTS,
        Action.MAIL_SEE,
        Action.MAIL_SEE_RAW,
        Action.HOLDING_SEE,
    },
)


class NotAllowed(Refused):
    """The person's role does not allow this action here."""

    public_message = "この操作を行う権限がありません。必要な場合は、デスクの管理者にご相談ください。"

    def __init__(self, *, account_id: object, action: Action) -> None:
        """Keep who wanted to do what, as ids only."""
        super().__init__(f"{action} is not allowed")
        self.account_id = account_id
        self.action = action


def can(actor: Actor, action: Action, case: CaseScope | None = None) -> bool:
    """Tell whether *actor* may do *action* to *case*, or at all when no case is meant; deny by default."""
    return any(_holds(actor, grant, case) for grant in GRANTS.get(action, frozenset()))


def allowed(actor: Actor, case: CaseScope | None = None) -> frozenset[Action]:
    """Return all that *actor* may do to *case*, for a page that draws only what works."""
    return frozenset(action for action in Action if can(actor, action, case))


def require(actor: Actor, action: Action, case: CaseScope | None = None) -> None:
    """Raise NotAllowed unless *actor* may do *action* to *case*."""
    if not can(actor, action, case):
        raise NotAllowed(account_id=actor.account_id, action=action)


def is_break_glass(actor: Actor, action: Action, case: CaseScope | None = None) -> bool:
    """Tell whether *actor* may do *action* only because an administrator may break the glass."""
    holding = [grant for grant in GRANTS.get(action, frozenset()) if _holds(actor, grant, case)]
    return bool(holding) and all(grant.break_glass for grant in holding)


def reads_are_logged(actor: Actor, action: Action, case: CaseScope | None = None) -> bool:
    """Tell whether this look must be written to the read log: content, a broken glass, a case shown to a guest."""
    of_a_guest = actor.has(Role.MUNICIPALITY) and case is not None
    return of_a_guest or action in CONTENT_READS or is_break_glass(actor, action, case)


def may_see_inbox_of(actor: Actor, department: str) -> bool:
    """Tell whether *actor* may see the inbox of *department* on their own desk."""
    own = actor.department == department and can(actor, Action.INBOX_SEE)
    return own or can(actor, Action.INBOX_SEE_OF_ANY)


def _holds(actor: Actor, grant: Grant, case: CaseScope | None) -> bool:
    if not actor.has(grant.role):
        return False
    if grant.role in _OF_A_UNIT and actor.department is None:
        return False
    if case is not None and case.desk_id != actor.desk_id:
        return False
    return _reaches(grant.reach, actor.department, case)


def _reaches(reach: Reach, department: str | None, case: CaseScope | None) -> bool:
    if reach is Reach.DESK_WIDE:
        return True
    return case is not None and _reaches_into(reach, department, case)


def _reaches_into(reach: Reach, department: str | None, case: CaseScope) -> bool:
    """Tell whether a grant reaches *case*; of each reach one sentence."""
    return {
        Reach.DESK_WIDE: True,
        Reach.OWN_DESK: True,
        Reach.OFFERED: department in case.offered | case.taken_up,
        Reach.TAKEN_UP: department in case.taken_up,
        Reach.LEADING: department in case.taken_up and department == case.lead,
        Reach.PROPOSING: department == case.proposing,
        Reach.JUDGING: department in case.judging,
        Reach.PARTIES_ASKED: case.parties_asked,
        Reach.INVITED: department in case.invited | case.joined,
        Reach.JOINED: department in case.joined,
        Reach.EVER_INVITED: department in case.invited | case.joined | case.parted,
    }[reach]
