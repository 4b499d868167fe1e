"""Make of what a gateway delivered the form that is accepted; nothing here knows of HTTP."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from services.intake.domain.calls import PublicCall
from services.intake.domain.file_names import safe_media_type, safe_name
from services.intake.domain.gateway_payload import media_type_of, read_payload
from services.intake.domain.outcome import HoldReason
from services.intake.handlers.contents import is_empty
from services.intake.handlers.filled import Filled, called, fingerprint_of
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import FormIncomplete, KeyMissing
from services.intake.storage.source_records import SourceKey, source_key
from shared.documents.contents import FilledField
from shared.events import Channel
from shared.events.who import by_door
from shared.scheme.fields import Form
from shared.scheme.form import check_form
from shared.scheme.gateway import GatewayMapping
from shared.scheme.gateway_mapping import MappedForm, map_payload, pointer_of, value_at
from shared.scheme.model import DeskScheme

_MAX_UNKNOWN: Final = 100
_LINKED: Final = (
    "添付ファイルは、中身ではなく取得先のアドレスだけが{count}件届きました。取得期限があるため、"
    "届いた項目に記載のアドレスから、早めに職員が取得してください（システムは外部のアドレスを開きません）。"
)


def call_in(mapping: GatewayMapping, body: bytes) -> str | None:
    """Return the number of the call that is named; raise NotJson, NotAForm or FormKeyMissing."""
    if mapping.call is None:
        return None
    said = value_at(read_payload(mapping, body), mapping.call)
    return said.strip() or None if isinstance(said, str) else None


def delivered(
    mapping: GatewayMapping,
    scheme: DeskScheme,
    body: bytes,
    headers: Mapping[str, str],
    call: PublicCall | None = None,
) -> Filled:
    """Return what *body* says, as the answer to *call*; raise NotJson, NotAForm, FormKeyMissing or KeyMissing."""
    payload = read_payload(mapping, body)
    mapped = map_payload(mapping, payload, headers)
    if call is not None:
        scheme, mapped = call.asked_with(scheme), answering(mapping, mapped, call, scheme.form)
    # Without an id of theirs, the same bytes are the same delivery.
    content = hashlib.sha256(body).hexdigest() if mapping.delivery_id.where == "content" else None
    delivery_id = mapped.delivery_id or content
    if delivery_id is None:
        raise KeyMissing(public="配信ごとの番号（ID）が見つかりません。連携の設定をご確認ください。")
    result = check_form(scheme, mapped.values)
    files = files_of(mapped)
    empty = mapped.is_proposal and is_empty(scheme.form, result)
    return Filled(
        scheme=scheme,
        channel=Channel.GATEWAY,
        client=f"gateway.{mapping.name}",
        key=hashlib.sha256(delivery_id.encode()).hexdigest(),
        actor=by_door(f"gateway.{mapping.name}"),
        raw=body,
        raw_media_type=media_type_of(mapping),
        result=result,
        files=files,
        extra=(*called(call), *unknown_of(mapped)),
        call=call.number if call else None,
        warnings=warnings_of(mapped) + tuple(result.errors.values()),
        fingerprint=fingerprint_of(mapped.values, files),
        hold=HoldReason.GATEWAY_INCOMPLETE if empty else None,
        ignored=not mapped.is_proposal,
        # What is put on record only must not keep its record from becoming a proposal.
        record=record_of(mapping, mapped) if mapped.is_proposal else None,
        changes_known=True,
    )


def answering(mapping: GatewayMapping, mapped: MappedForm, call: PublicCall, form: Form) -> MappedForm:
    """Return what was mapped as an answer to *call*: its own questions stand beside the columns under their keys.

    Raise FormIncomplete where somebody answers whom the call does not ask.
    """
    if wrong := call.wrong_kind(form, mapped.values):
        raise FormIncomplete(wrong)
    places = {pointer_of((*mapping.columns, one.key)): one.key for one in call.fields}
    own = {places[one]: value for one, value in mapped.unknown.items() if one in places and isinstance(value, str)}
    named = pointer_of(mapping.call) if mapping.call else ""
    left = {
        one: value
        for one, value in mapped.unknown.items()
        if one != named and (one not in places or not isinstance(value, str))
    }
    return replace(mapped, values={**mapped.values, **own, **call.answers(form)}, unknown=left)


def record_of(mapping: GatewayMapping, mapped: MappedForm) -> SourceKey | None:
    """Return which record of the other system this is, the same for a notification and a line of its list."""
    if mapped.record is None:
        return None
    return source_key(mapping.desk_id, f"gateway.{mapping.name}", mapped.record)


def files_of(mapped: MappedForm) -> tuple[SaidFile, ...]:
    """Return the files that came inside."""
    return tuple(
        SaidFile(name=safe_name(file.name), media_type=safe_media_type(file.media_type), content=file.content)
        for file in mapped.files
    )


def unknown_of(mapped: MappedForm) -> tuple[FilledField, ...]:
    """Return what was not understood, as it came."""
    return tuple(
        FilledField(key=f"unknown.{number}", label=pointer, value=json.dumps(value, ensure_ascii=False))
        for number, (pointer, value) in enumerate(list(mapped.unknown.items())[:_MAX_UNKNOWN], start=1)
    )


def warnings_of(mapped: MappedForm) -> tuple[str, ...]:
    """Return what a person must do about files of which only the address came."""
    return (_LINKED.format(count=mapped.linked),) if mapped.linked else ()
