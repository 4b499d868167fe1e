"""What staff write down for somebody who called, came, wrote or sent a fax: the same form, the same receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.intake.domain.calls import PublicCall
from services.intake.domain.reception import NAMES, Reception
from services.intake.handlers.contents import unfilled_warning, wrong_in
from services.intake.handlers.filled import Filled, called, fingerprint_of, raw_of_form
from services.intake.handlers.proposing import SaidFile
from shared.documents.contents import FilledField
from shared.scheme.fields import Role
from shared.scheme.form import FormResult, Value, check_form
from shared.scheme.model import DeskScheme

# Somebody on the telephone cannot be made to give an address for mail, or to swear.
NEEDED: Final = (Role.TITLE, Role.SUMMARY)
CLIENT: Final = "entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDown:
    """What a person of the desk wrote down: *key* says which sheet this is, however often it is sent."""

    scheme: DeskScheme = field(repr=False)
    reception: Reception
    values: Mapping[str, Value] = field(repr=False)
    actor: str
    key: str
    files: tuple[SaidFile, ...] = field(default=(), repr=False)
    draft_id: UUID | None = None
    # The call it answers or the forum it was told at, and who registered there.
    call: PublicCall | None = None
    registration_id: UUID | None = None

    @property
    def result(self) -> FormResult:
        """Return the answers, tidied; how it was received is no answer."""
        answers = {name: value for name, value in self.values.items() if name not in NAMES}
        return check_form(self.scheme, answers)

    @property
    def wrong(self) -> dict[str, str]:
        """Return what must be mended before it is accepted."""
        return wrong_in(self.scheme.form, self.result, self.values, NEEDED)

    def filled(self) -> Filled:
        """Return it as the door accepts it."""
        result = self.result
        return Filled(
            scheme=self.scheme,
            channel=self.reception.channel,
            client=CLIENT,
            key=self.key,
            actor=self.actor,
            raw=b"" if self.draft_id else raw_of_form(self.values, self.files),
            raw_media_type="application/json",
            result=result,
            files=self.files,
            extra=(
                *(FilledField(key=key, label=label, value=words) for key, label, words in self.reception.told),
                *called(self.call),
            ),
            call=self.call.number if self.call else None,
            registration_id=self.registration_id,
            warnings=unfilled_warning(self.scheme.form, result),
            fingerprint=fingerprint_of(self.values, self.files),
            received_on=self.reception.received_on,
            draft_id=self.draft_id,
            values=self.values,
        )
