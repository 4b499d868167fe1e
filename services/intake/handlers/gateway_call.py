"""The call a delivery of a gateway names: what does not fit it stays an ordinary proposal, and the desk is told why."""

from dataclasses import dataclass, field, replace
from typing import Final

from services.intake.domain.calls import PublicCall
from services.intake.domain.gateway_payload import read_payload
from services.intake.handlers.filled import called
from shared.documents.contents import FilledField
from shared.scheme.fields import Form
from shared.scheme.gateway import GatewayMapping
from shared.scheme.gateway_mapping import MappedForm, pointer_of, value_at

_LONGEST: Final = 100
_APART: Final = (
    "この募集への応募として届きましたが、{why}、募集によらない提案として受け付けました。"
    "応募として扱うときは、募集の画面で応募に加えてください。"
)
_UNKNOWN: Final = "この番号の募集が公表されていないため"
_NOT_OPEN: Final = "受付期間の外に届いたため"
_WRONG_KIND: Final = "企業等が募る募集（逆提案）に応募できるのは市町村と県の所属のため"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCall:
    """What a delivery says of a call: the number as it came, and the call where everybody may know of it."""

    number: str
    call: PublicCall | None = field(default=None, repr=False)
    is_open: bool = False

    def why_not(self, form: Form, mapped: MappedForm) -> str:
        """Return why this is no application to it; empty where it is one."""
        if self.call is None:
            return _UNKNOWN
        if not self.is_open:
            return _NOT_OPEN
        return _WRONG_KIND if self.call.wrong_kind(form, mapped.values) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A delivery as the answer to a call: which one it counts for, what stands on the case, what the desk is told."""

    mapped: MappedForm = field(repr=False)
    call: str | None = None
    extra: tuple[FilledField, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()


def call_in(mapping: GatewayMapping, body: bytes) -> str | None:
    """Return the number of the call that is named; raise NotJson, NotAForm or FormKeyMissing."""
    if mapping.call is None:
        return None
    said = value_at(read_payload(mapping, body), mapping.call)
    return said.strip() or None if isinstance(said, str) else None


def answering(mapping: GatewayMapping, mapped: MappedForm, named: NamedCall | None, form: Form) -> Answering:
    """Return what was mapped as an answer to the call it names; nothing is refused, because nobody is there to ask."""
    if named is None:
        return Answering(mapped=mapped)
    why = named.why_not(form, mapped)
    said = (FilledField(key="call", label="応募する募集", value=named.number[:_LONGEST]),)
    return Answering(
        mapped=_answers(mapping, mapped, named.call, form),
        call=None if why or named.call is None else named.call.number,
        extra=called(named.call) or said,
        warnings=(_APART.format(why=why),) if why else (),
    )


def _answers(mapping: GatewayMapping, mapped: MappedForm, call: PublicCall | None, form: Form) -> MappedForm:
    """Put the call's own questions, which stand beside the columns under their keys, among the answers."""
    fields = () if call is None else call.fields
    places = {pointer_of((*mapping.columns, one.key)): one.key for one in fields}
    own = {places[one]: value for one, value in mapped.unknown.items() if one in places and isinstance(value, str)}
    named = pointer_of(mapping.call) if mapping.call else ""
    left = {
        one: value
        for one, value in mapped.unknown.items()
        if one != named and (one not in places or not isinstance(value, str))
    }
    # Who answers a call that is not for them said what they are; that is not written over.
    wrong = {} if call is None else call.wrong_kind(form, mapped.values)
    follows = {} if call is None else {key: said for key, said in call.answers(form).items() if key not in wrong}
    return replace(mapped, values={**mapped.values, **own, **follows}, unknown=left)
