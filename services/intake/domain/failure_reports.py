"""Say which mail of ours a mail server's report speaks of."""

from collections.abc import Iterable
from datetime import datetime

from services.intake.domain.mail.bounce import our_mail
from services.intake.domain.mail.values import ParsedMail
from shared.events import MailFailureReported
from shared.mail_addresses import AddressKind, SecretAddress


def failure_told_by(
    read: ParsedMail, written_to: Iterable[SecretAddress], domains: Iterable[str], *, received_at: datetime
) -> MailFailureReported | None:
    """Return the fact that a mail of ours did not arrive; None when no mail of ours can be made out.

    The return address the report came to says it for certain; else the Message-ID in what came back, at one of our
    *domains*.
    """
    if read.failures is None:
        return None
    returned = (one.about for one in written_to if one.kind is AddressKind.RETURN)
    send_id = next(returned, None) or our_mail(read.failures, domains)
    if send_id is None:
        return None
    # A report may also speak of recipients that were only late.
    said = sorted(read.failures.failures, key=lambda failure: failure.action == "delayed")
    status = next((failure.status for failure in said if failure.status), None)
    return MailFailureReported(send_id=send_id, final=read.failures.final, status=status, received_at=received_at)
