"""Ask a proposer, once and kindly, to send locked files another way."""

from collections.abc import Mapping, Sequence

from services.notify.domain.mail import Purpose
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.events import AttachmentInspected, Recorded
from shared.scheme.model import DeskScheme


async def ask_for_open_files(
    told: Sequence[Recorded[AttachmentInspected]], work: Work, schemes: Mapping[str, DeskScheme]
) -> None:
    """Record one mail for each proposal with locked files whose sender may be answered, however many they are."""
    locked = {
        one.fact.proposal_id: one for one in told if one.fact.locked and one.fact.answerable and one.desk_id in schemes
    }
    if not locked:
        return
    contacts = await work.proposals.contact_refs(locked)
    await work.mails.create(
        [
            NewMail(
                desk_id=one.desk_id,
                purpose=Purpose.LOCKED_FILES,
                recipient_ref=contacts[proposal_id],
                proposal_id=proposal_id,
                receipt=one.fact.receipt,
                # The proposal stands for what is told of its files: a second locked file asks nobody once more.
                event_id=proposal_id,
                correlation_id=one.correlation_id,
                sender_address=schemes[one.desk_id].sender.address,
            )
            for proposal_id, one in locked.items()
        ]
    )
