"""How a mail was made up, in the shape that other services open."""

from services.intake.domain.mail.values import ParsedMail
from shared.documents.contents import MailMakeUp, SignatureContent


def make_up(mail: ParsedMail) -> MailMakeUp:
    """Return what a page says of the mail beside its text."""
    return MailMakeUp(
        html=mail.make_up.html is not None,
        encrypted=mail.make_up.encrypted,
        signatures=tuple(
            SignatureContent(state=one.state.value, kind=one.kind.value, signer=one.signer, remarks=one.remarks)
            for one in mail.make_up.signatures
        ),
    )
