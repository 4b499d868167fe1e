"""A person of the desk corrects how a sheet was read; what the proposer sent stays as it came."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.intake.domain.sheet.choices import read_choices
from services.intake.handlers.contents import CONTACT_ROLES, quoted
from services.intake.handlers.proposing import JSON
from services.intake.handlers.refusals import ChangedMeanwhile, NoSuchReading, WrongCorrection
from services.intake.storage.corrections import NewCorrection
from services.intake.storage.queries import standing_of
from services.intake.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, require
from shared.access.reads import require_read
from shared.documents import DocumentKind, KeeperKind
from shared.documents.as_read import READ_TOGETHER, as_read
from shared.documents.contents import ContactContent, FieldCorrection, ProposalContent
from shared.scheme.fields import Field, FieldKind
from shared.scheme.form import YES, Value, check_form, shown
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a proposal's sheet reads now."""

    receipt: str
    desk_id: str
    content: ProposalContent = field(repr=False)
    contact: ContactContent = field(repr=False)
    version: int

    def value_of(self, key: str) -> str:
        """Return what stands in a field now, empty when nothing does."""
        fields = (*self.content.fields, *self.contact.written)
        return next((one.value for one in fields if one.key == key), "")


async def see_reading(actor: Actor, proposal_id: UUID, work: Work, *, now: datetime) -> Reading:
    """Return how the sheet of a proposal reads now; the look is logged. Raise NoSuchReading or NotAllowed."""
    standing = await standing_of(work.connection, proposal_id)
    if standing is None:
        raise NoSuchReading
    scope = CaseScope(desk_id=standing.desk_id)
    await require_read(work.connection, actor, Action.MAIL_SEE, scope, what_id=str(proposal_id), now=now)
    read = as_read(await work.documents.open_all(proposal_id, *READ_TOGETHER))
    if not read.content.is_from_sheet:
        raise NoSuchReading
    return Reading(
        receipt=standing.receipt,
        desk_id=standing.desk_id,
        content=read.content,
        contact=read.contact,
        version=len(read.corrections),
    )


async def correct_reading(
    actor: Actor,
    proposal_id: UUID,
    key: str,
    words: str,
    scheme: DeskScheme,
    work: Work,
    *,
    now: datetime,
    seen_version: int | None = None,
) -> Reading:
    """Let a field read *words* from now on; *seen_version* is what the person looked at, None for the newest.

    Raise NoSuchReading, NotAllowed, WrongCorrection or ChangedMeanwhile.
    """
    reading = await see_reading(actor, proposal_id, work, now=now)
    require(actor, Action.READING_CORRECT, CaseScope(desk_id=reading.desk_id))
    asked = scheme.form.field(key)
    if asked is None:
        raise WrongCorrection("どの項目の読み取りを訂正するか、お選びください。")
    if seen_version is not None and seen_version != reading.version:
        raise ChangedMeanwhile
    value = _checked(asked, words, scheme)
    if value == reading.value_of(key):
        raise WrongCorrection("いまの読み取りと同じ内容です。")
    correction = FieldCorrection(
        version=reading.version + 1,
        key=key,
        label=asked.label,
        value=value,
        by=actor.display_name,
        at=now,
        of_contact=asked.role in CONTACT_ROLES,
    )
    await _record(correction, proposal_id, reading.desk_id, work, by=actor.account_id)
    return await see_reading(actor, proposal_id, work, now=now)


async def _record(correction: FieldCorrection, proposal_id: UUID, desk_id: str, work: Work, *, by: UUID) -> None:
    document_id = await work.documents.write(
        DocumentKind.READING,
        correction.to_bytes(),
        keeper_id=proposal_id,
        keeper_kind=KeeperKind.PROPOSAL,
        desk_id=desk_id,
        media_type=JSON,
        position=correction.version,
    )
    new = NewCorrection(
        proposal_id=proposal_id,
        desk_id=desk_id,
        version=correction.version,
        field_key=correction.key,
        document_id=document_id,
        by=by,
        at=correction.at,
    )
    if not await work.corrections.add(new):
        raise ChangedMeanwhile


def _checked(asked: Field, words: str, scheme: DeskScheme) -> str:
    """Return *words* as the form would have kept them; raise WrongCorrection with what is wrong."""
    value: Value = words.strip()
    if not value:
        return ""
    if asked.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
        ticked = read_choices(words, {choice.label: choice.value for choice in asked.choices})
        if not ticked.values or ticked.rest or (asked.kind is FieldKind.CHOICE and len(ticked.values) > 1):
            choices = quoted([choice.label for choice in asked.choices])
            raise WrongCorrection(f"{asked.label}は、次の選択肢の言葉でご入力ください：{choices}")
        value = list(ticked.values) if asked.kind is FieldKind.MULTI else ticked.values[0]
    elif asked.kind is FieldKind.CHECKBOX:
        value = YES
    result = check_form(scheme, {asked.key: value})
    if asked.key in result.errors:
        raise WrongCorrection(result.errors[asked.key])
    return shown(asked, result.values.get(asked.key, ""))
