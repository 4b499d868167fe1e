"""All doors of publications: who may do what with them."""

from typing import Final

from services.routing.domain.publishing.book import BOOK
from services.routing.domain.publishing.publication import Publication
from services.routing.handlers.ledger.door import BeginDoor, LedgerDoor, Volume
from services.routing.handlers.publishing import approving, asks, consenting, drafting, media, opening
from services.routing.handlers.verbs.door import Asked
from shared.access.policy import Action

_KEEP: Final = Action.PUBLICATION_KEEP
_APPROVE: Final = Action.PUBLICATION_APPROVE

VOLUME: Final[Volume[Publication]] = Volume(
    book=BOOK,
    begins=BeginDoor(action=Action.PUBLICATION_BEGIN, asks=asks.Beginning, do=drafting.begin),
    doors=(
        LedgerDoor(verb="write", action=_KEEP, asks=asks.Writing, do=drafting.write),
        LedgerDoor(verb="add-picture", action=_KEEP, asks=asks.AddingPicture, do=drafting.add_picture),
        LedgerDoor(verb="remove-picture", action=_KEEP, asks=asks.RemovingPicture, do=drafting.remove_picture),
        LedgerDoor(verb="ask-consent", action=_KEEP, asks=asks.AskingConsent, do=consenting.ask_consent),
        LedgerDoor(
            verb="answer-consent",
            action=_KEEP,
            asks=asks.AnsweringConsent,
            do=consenting.answer_consent,
            belongs=consenting.is_asked,
        ),
        LedgerDoor(verb="record-consent", action=_KEEP, asks=asks.RecordingConsent, do=consenting.record_consent),
        LedgerDoor(verb="open-protected", action=_APPROVE, asks=asks.OpeningProtected, do=opening.open_protected),
        LedgerDoor(verb="submit", action=_KEEP, asks=Asked, do=approving.submit),
        LedgerDoor(verb="send-back", action=_APPROVE, asks=asks.Commenting, do=approving.send_back),
        LedgerDoor(verb="approve", action=_APPROVE, asks=asks.Approving, do=approving.approve),
        LedgerDoor(verb="ask-release", action=_KEEP, asks=asks.AskingRelease, do=approving.ask_release),
        LedgerDoor(verb="change-release", action=_APPROVE, asks=Asked, do=approving.change_release),
        LedgerDoor(verb="keep-release", action=_APPROVE, asks=asks.KeepingRelease, do=approving.keep_release),
        LedgerDoor(verb="hand-to-media", action=_KEEP, asks=asks.HandingToMedia, do=media.hand_to_media),
        LedgerDoor(verb="mail-to-media", action=_APPROVE, asks=asks.MailingToMedia, do=media.mail_to_media),
        LedgerDoor(verb="withdraw", action=_APPROVE, asks=asks.Withdrawing, do=approving.withdraw),
    ),
)
