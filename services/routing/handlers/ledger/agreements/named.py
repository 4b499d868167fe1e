"""An agreement that somebody names by its number, as the form of cooperation of a case or above a project."""

from typing import Final

from services.routing.domain.ledger.agreement import AGREEMENTS, AgreementState
from services.routing.storage.ledger import NoSuchItem
from services.routing.storage.work import RoutingWork
from shared.errors import Invalid
from shared.events import Cooperation

# A case may be decided under an agreement that is still a draft; under one that is over nothing begins.
NAMEABLE: Final = frozenset({AgreementState.DRAFT, AgreementState.CONCLUDED})


class NoSuchAgreement(Invalid):
    """There is no such agreement, or it is not yours to see."""

    place = "agreement"
    public_message = "この番号の協定は見つからないか、閲覧できません。"


class AgreementOver(Invalid):
    """An agreement that ended, or was never concluded, carries no new cooperation."""

    place = "agreement"
    public_message = "この協定は、すでに終了したか、取りやめになっています。ほかの協定を選ぶか、空欄にしてください。"


class OtherForm(Invalid):
    """An agreement is named under the form it has; without an agreement none is named."""

    place = "agreement"
    public_message = "この協定は、選んだ協定区分のものではありません。協定区分と協定の番号をご確認ください。"


async def require_agreement(work: RoutingWork, desk_id: str, number: str, form: Cooperation) -> None:
    """Raise NoSuchAgreement, AgreementOver or OtherForm where a case cannot be decided under the agreement."""
    try:
        agreement = await work.ledger.find(AGREEMENTS, desk_id, number)
    except NoSuchItem as error:
        raise NoSuchAgreement from error
    if agreement.state not in NAMEABLE:
        raise AgreementOver
    if agreement.form.value != form.value:
        raise OtherForm
