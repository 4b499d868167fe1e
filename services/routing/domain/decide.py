"""What follows from a command: facts, or a refusal. What a fact changes: the next case."""

from dataclasses import replace
from typing import Final, assert_never

from services.routing.domain.case import Case, Offer
from services.routing.domain.commands import (
    Command,
    Confirm,
    GiveVerdict,
    MakeOffers,
    RecallOffer,
    StartConfirmation,
    TakeUp,
)
from services.routing.domain.stage import OfferState, Stage
from shared.errors import Invalid, Refused
from shared.events import (
    AccessChanged,
    CaseBounced,
    CaseConfirmed,
    ConfirmationStarted,
    Direction,
    Fact,
    OfferAccepted,
    OfferMade,
    OfferRecalled,
    Verdict,
    VerdictGiven,
)


class NotAllowedNow(Refused):
    """The command makes sense, but not in the stage the case is in."""

    public_message = "案件の状態が変わったため、この操作は行えませんでした。最新の状態をご確認ください。"


class AbstractMissing(Invalid):
    """A case is confirmed with an abstract, because that is all a department sees before it takes the offer up."""

    public_message = "要旨を入力してください。担当課は、引き受けるまで要旨だけを見て判断します。"


class LeadUnclear(Invalid):
    """Exactly one of the addressees leads."""

    public_message = "送付先を一つ以上選び、そのうち一つを主担当（まとめ）に指定してください。"


class AddresseesAreParties(Refused):
    """What a department proposes is offered to parties, not to departments."""

    public_message = "県の課からの提案は、企業等に送付するものです。企業等への送付は、まだこの画面では行えません。"


class DuePassed(Invalid):
    """The due day lies before today."""

    public_message = "回答期限には、本日以降の日を指定してください。"


class AlreadyAsked(Refused):
    """The department already has an offer of this case."""

    public_message = "すでに送付済みの課が含まれています。"


class NotAsked(Refused):
    """The department has no offer of this case."""

    public_message = "この案件は、あなたの課に送付されていません。"


class ReasonMissing(Invalid):
    """A verdict has a reason."""

    public_message = "検討結果の理由を入力してください。"


class OtherDepartmentMissing(Invalid):
    """NOT_OURS names who else might be in charge."""

    public_message = "担当外とする場合は、担当と考えられる課を選んでください。"


class NothingToRecall(Refused):
    """No offer to that department stands."""

    public_message = "この課への送付は、すでに返送されたか、取りやめられています。最新の状態をご確認ください。"


class AlreadyJudged(Refused):
    """What a department judged stays what it judged."""

    public_message = "検討結果の回答があった送付は、取りやめられません。"


class RecallReasonMissing(Invalid):
    """An offer is taken back for a reason."""

    public_message = "送付を取りやめる理由を入力してください。"


class ChecksOpen(Invalid):
    """A required point of the confirmation checklist is not ticked."""

    public_message = "確認項目のうち、必須のものがまだ確認されていません。"


_OFFERABLE = frozenset({Stage.CONFIRMING, Stage.OFFERED, Stage.REVIEWING})
_ANSWERABLE = frozenset({Stage.OFFERED, Stage.REVIEWING})
# The return of a case from which on looking for its department is no longer left to the departments.
BOUNCED_AT: Final = 3


def decide(case: Case, command: Command) -> list[Fact]:
    """Return the facts that *command* makes true, or refuse it."""
    match command:
        case StartConfirmation():
            return _start(case, command)
        case Confirm():
            return _confirm(case, command)
        case MakeOffers():
            return _make_offers(case, command)
        case TakeUp():
            return _take_up(case, command)
        case GiveVerdict():
            return _give_verdict(case, command)
        case RecallOffer():
            return _recall(case, command)
        case _:
            assert_never(command)


def _start(case: Case, command: StartConfirmation) -> list[Fact]:
    if case.stage is not Stage.RECEIVED:
        raise NotAllowedNow
    return [ConfirmationStarted(receipt=case.receipt, officer=command.officer)]


def _confirm(case: Case, command: Confirm) -> list[Fact]:
    if case.stage not in {Stage.RECEIVED, Stage.CONFIRMING} or case.confirmed:
        raise NotAllowedNow
    if command.abstract_id is None:
        raise AbstractMissing
    if command.open_checks:
        raise ChecksOpen
    # A small desk confirms in one step: taking the case on is recorded all the same.
    started = _start(case, StartConfirmation(officer=command.officer)) if case.stage is Stage.RECEIVED else []
    return [*started, CaseConfirmed(receipt=case.receipt, abstract_id=command.abstract_id)]


def _make_offers(case: Case, command: MakeOffers) -> list[Fact]:
    if case.stage not in _OFFERABLE or not case.confirmed:
        raise NotAllowedNow
    if case.direction is not Direction.TO_DEPARTMENTS:
        raise AddresseesAreParties
    leads = [one for one in command.to if one.lead]
    wanted = {one.department for one in command.to}
    if not command.to or len(wanted) != len(command.to) or len(leads) + (case.lead is not None) != 1:
        raise LeadUnclear
    if wanted & case.offered:
        raise AlreadyAsked
    if command.due < command.today:
        raise DuePassed
    made: list[Fact] = [
        OfferMade(
            offer_id=one.offer_id,
            receipt=case.receipt,
            department=one.department,
            lead=one.lead,
            due=command.due,
        )
        for one in command.to
    ]
    return [*made, _access(case.offered | wanted, case.taken_up)]


def _take_up(case: Case, command: TakeUp) -> list[Fact]:
    offer = case.offer_to(command.department)
    if offer is None:
        raise NotAsked
    if case.stage not in _ANSWERABLE or offer.state is not OfferState.ASKED:
        raise NotAllowedNow
    taken_up = case.taken_up | {command.department}
    return [
        OfferAccepted(offer_id=offer.offer_id, receipt=case.receipt, department=command.department),
        _access(case.offered, taken_up),
    ]


def _give_verdict(case: Case, command: GiveVerdict) -> list[Fact]:
    offer = case.offer_to(command.department)
    if offer is None:
        raise NotAsked
    not_ours = command.verdict is Verdict.NOT_OURS
    # Whose it is not can be said from the abstract alone; every other verdict needs the proposal itself.
    judgeable = {OfferState.ASKED, OfferState.TAKEN_UP} if not_ours else {OfferState.TAKEN_UP}
    if case.stage not in _ANSWERABLE or offer.state not in judgeable:
        raise NotAllowedNow
    if command.reason_id is None:
        raise ReasonMissing
    if not_ours and command.suggested_department in {None, command.department}:
        raise OtherDepartmentMissing
    given = VerdictGiven(
        offer_id=offer.offer_id,
        receipt=case.receipt,
        department=command.department,
        verdict=command.verdict,
        reason_id=command.reason_id,
        suggested_department=command.suggested_department,
    )
    if not not_ours:
        return [given]
    returns = case.returns + 1
    too_often = returns >= BOUNCED_AT and not case.bounced
    bounced: list[Fact] = [CaseBounced(receipt=case.receipt, returns=returns)] if too_often else []
    return [given, *bounced, _access_without(case, command.department)]


def _recall(case: Case, command: RecallOffer) -> list[Fact]:
    offer = case.offer_to(command.department)
    if offer is None:
        raise NothingToRecall
    if offer.state is OfferState.JUDGED:
        raise AlreadyJudged
    if case.stage not in _ANSWERABLE:
        raise NotAllowedNow
    if command.reason_id is None:
        raise RecallReasonMissing
    recalled = OfferRecalled(
        offer_id=offer.offer_id, receipt=case.receipt, department=offer.department, reason_id=command.reason_id
    )
    return [recalled, _access_without(case, offer.department)]


def _access_without(case: Case, department: str) -> AccessChanged:
    gone = frozenset({department})
    return _access(case.offered - gone, case.taken_up - gone)


def _access(offered: frozenset[str], taken_up: frozenset[str]) -> AccessChanged:
    return AccessChanged(offered=tuple(sorted(offered)), taken_up=tuple(sorted(taken_up)))


def evolve(case: Case, fact: Fact) -> Case:
    """Return the case after *fact*."""
    following = replace(case, version=case.version + 1, bounced=case.bounced or isinstance(fact, CaseBounced))
    match fact:
        case ConfirmationStarted():
            return replace(following, stage=Stage.CONFIRMING, officer=fact.officer)
        case CaseConfirmed():
            return replace(following, confirmed=True, abstract_id=fact.abstract_id)
        case OfferMade():
            made = Offer(offer_id=fact.offer_id, department=fact.department, lead=fact.lead, due=fact.due)
            stage = Stage.OFFERED if case.stage is Stage.CONFIRMING else case.stage
            return replace(following, stage=stage, offers=(*case.offers, made))
        case OfferAccepted():
            return replace(_with_offer(following, fact.offer_id, state=OfferState.TAKEN_UP), stage=Stage.REVIEWING)
        case VerdictGiven() | OfferRecalled():
            return _ended(following, fact)
        case _:
            return following


def _ended(case: Case, fact: VerdictGiven | OfferRecalled) -> Case:
    # Who does not look into a case any more does not lead it either: the next offer names the next lead.
    if isinstance(fact, OfferRecalled):
        return _with_offer(case, fact.offer_id, state=OfferState.RECALLED, lead=False)
    if fact.verdict is Verdict.NOT_OURS:
        return _with_offer(case, fact.offer_id, state=OfferState.RETURNED, verdict=fact.verdict, lead=False)
    return _with_offer(case, fact.offer_id, state=OfferState.JUDGED, verdict=fact.verdict)


def _with_offer(case: Case, offer_id: object, **changes: object) -> Case:
    changed = tuple(
        replace(offer, **changes) if offer.offer_id == offer_id else offer  # type: ignore[arg-type]  # named by the callers above
        for offer in case.offers
    )
    return replace(case, offers=changed)
