"""A mail in the shape in which a proposal or a reply is said."""

from services.intake.domain.mail.values import ParsedMail
from services.intake.handlers.mail_make_up import make_up
from services.intake.handlers.proposing import Said, SaidFile
from services.intake.handlers.recording import reader_of
from services.intake.storage.raw_messages import ClaimedRaw
from shared.documents.contents import ContactContent, ProposalContent

NO_SUBJECT = "（件名なし）"


def said_in(raw: ClaimedRaw, mail: ParsedMail) -> Said:
    """Return what a mail says."""
    return Said(
        raw_id=raw.raw_id,
        channel=raw.channel,
        received_at=raw.received_at,
        actor=reader_of(raw),
        content=ProposalContent(
            title=mail.subject.strip() or NO_SUBJECT,
            proposer=mail.from_name,
            text=mail.text,
            warnings=tuple(warning.sentence for warning in mail.warnings),
            mail=make_up(mail),
        ),
        contact=ContactContent(
            name=mail.from_name,
            email=mail.from_address,
            message_id=f"<{mail.message_id}>" if mail.message_id else "",
            sender_check=mail.sender_check,
        ),
        files=tuple(
            SaidFile(name=file.name, media_type=file.media_type, content=file.content, text=file.text)
            for file in mail.attachments
        ),
        html=mail.make_up.html,
        answerable=mail.answerable and mail.machine is None and bool(mail.from_address),
    )


def said_of_unread(raw: ClaimedRaw, content: bytes) -> Said:
    """Return what a proposal made of a mail says that could not be read: it brings the mail as a file."""
    return Said(
        raw_id=raw.raw_id,
        channel=raw.channel,
        received_at=raw.received_at,
        actor=reader_of(raw),
        content=ProposalContent(
            title=NO_SUBJECT, warnings=("自動では読み取れなかったメールです。添付の原本をご確認ください。",)
        ),
        contact=ContactContent(),
        files=(SaidFile(name="original.eml", media_type="message/rfc822", content=content),),
    )
