"""Make of what a gateway delivered the form that is accepted; nothing here knows of HTTP."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from services.intake.domain.file_names import safe_media_type, safe_name
from services.intake.domain.gateway_payload import media_type_of, read_payload
from services.intake.domain.outcome import HoldReason
from services.intake.handlers.contents import is_empty
from services.intake.handlers.filled import Filled, fingerprint_of
from services.intake.handlers.gateway_call import NamedCall, answering
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import KeyMissing
from services.intake.storage.source_records import SourceKey, source_key
from shared.documents.contents import FilledField
from shared.events import Channel
from shared.events.who import by_door
from shared.scheme.form import check_form
from shared.scheme.gateway import GatewayMapping
from shared.scheme.gateway_mapping import MappedForm, map_payload
from shared.scheme.model import DeskScheme

_MAX_UNKNOWN: Final = 100
_LINKED: Final = (
    "添付ファイルは、中身ではなく取得先のアドレスだけが{count}件届きました。取得期限があるため、"
    "届いた項目に記載のアドレスから、早めに職員が取得してください（システムは外部のアドレスを開きません）。"
)


def delivered(
    mapping: GatewayMapping,
    scheme: DeskScheme,
    body: bytes,
    headers: Mapping[str, str],
    named: NamedCall | None = None,
) -> Filled:
    """Return what *body* says, to the call it names; raise NotJson, NotAForm, FormKeyMissing or KeyMissing."""
    payload = read_payload(mapping, body)
    said = map_payload(mapping, payload, headers)
    answer = answering(mapping, said, named, scheme.form)
    mapped = answer.mapped
    if named is not None and named.call is not None:
        scheme = named.call.asked_with(scheme)
    result = check_form(scheme, mapped.values)
    files = files_of(mapped)
    empty = mapped.is_proposal and is_empty(scheme.form, result)
    return Filled(
        scheme=scheme,
        channel=Channel.GATEWAY,
        client=f"gateway.{mapping.name}",
        key=_key(mapping, mapped, body),
        actor=by_door(f"gateway.{mapping.name}"),
        raw=body,
        raw_media_type=media_type_of(mapping),
        result=result,
        files=files,
        extra=(*answer.extra, *unknown_of(mapped)),
        call=answer.call,
        warnings=answer.warnings + warnings_of(mapped) + tuple(result.errors.values()),
        fingerprint=fingerprint_of(_as_it_came(said, named), files),
        hold=HoldReason.GATEWAY_INCOMPLETE if empty else None,
        ignored=not mapped.is_proposal,
        # What is put on record only must not keep its record from becoming a proposal.
        record=record_of(mapping, mapped) if mapped.is_proposal else None,
        changes_known=True,
    )


def _key(mapping: GatewayMapping, mapped: MappedForm, body: bytes) -> str:
    """Return what is the same for one delivery; without an id of theirs, the same bytes are the same delivery."""
    content = hashlib.sha256(body).hexdigest() if mapping.delivery_id.where == "content" else None
    delivery_id = mapped.delivery_id or content
    if delivery_id is None:
        raise KeyMissing(public="配信ごとの番号（ID）が見つかりません。連携の設定をご確認ください。")
    return hashlib.sha256(delivery_id.encode()).hexdigest()


def _as_it_came(said: MappedForm, named: NamedCall | None) -> object:
    """Return what was said whatever is known of the call by now: a delivery repeated later is the same delivery."""
    return said.values if named is None else [said.values, said.unknown]


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
