"""Sheets that came with a mail, in the shapes that other services open: read, doubted, and never refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.intake.domain.sheet.values import Left, ReadSheet, SheetState
from services.intake.handlers.contents import CONTACT_ROLES, contact_of, content_of, proposer_kind_of, quoted
from services.intake.handlers.proposing import Said
from shared.documents.contents import ContactContent, FilledField, UnreadCell
from shared.events import ProposerKind
from shared.scheme.fields import Form
from shared.scheme.form import FormResult, check_form, shown
from shared.scheme.model import DeskScheme

_SENTENCES = {
    SheetState.EMPTY: "様式は、記入がないまま添付されています。",
    SheetState.LOCKED: "パスワード付きのため、様式として読み取れません。ファイルはそのまま保管しています。",
    SheetState.GAVE_UP: "決められた時間や容量の中で、様式として読み取れませんでした。ファイルは保管しています。",
}
# What else stands on these is printed on them: our own labels and hints.
_UNDERSTOOD = frozenset({SheetState.READ, SheetState.EMPTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class FromSheets:
    """What the sheets of one mail add to it; empty without a sheet."""

    fields: tuple[FilledField, ...] = field(default=(), repr=False)
    unread: tuple[UnreadCell, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()
    contact: ContactContent = field(default_factory=ContactContent, repr=False)
    proposer: str = field(default="", repr=False)
    proposer_kind: ProposerKind = ProposerKind.UNKNOWN


def from_sheets(sheets: Sequence[ReadSheet], scheme: DeskScheme) -> FromSheets:
    """Return what *sheets* say; the first that was filled in counts, what others say differently is kept unread."""
    warnings = [f"「{one.name}」：{_SENTENCES[one.state]}" for one in sheets if one.state in _SENTENCES]
    filled = [one for one in sheets if one.state is SheetState.READ]
    if not filled:
        return FromSheets(warnings=tuple(warnings))
    first, *others = filled
    result = check_form(scheme, first.as_form)
    content, contact = content_of(scheme.form, result), contact_of(scheme.form, result)
    unread = [*_unread(first, several=bool(others))]
    for one in others:
        unread += [*_differing(one, first, scheme), *_unread(one, several=True)]
    if others:
        warnings.append(
            f"記入のある様式が{len(filled)}つ添付されています。「{first.name}」を項目に読み取り、"
            "ほかの様式の異なる記入は「様式の読み取れなかった欄」に載せました。"
        )
    warnings += _doubts(first, result, scheme.form)
    return FromSheets(
        fields=tuple(_placed(one, first) for one in content.fields),
        unread=tuple(UnreadCell(place=one.place, text=one.text) for one in unread),
        warnings=tuple(warnings),
        contact=contact.model_copy(update={"written": _written(first, result, scheme.form)}),
        proposer=content.proposer,
        proposer_kind=proposer_kind_of(scheme.form, result),
    )


def with_sheets(mail: Said, sheets: Sequence[ReadSheet], scheme: DeskScheme) -> Said:
    """Return what a mail says with what its sheets add: its subject stays, and so does whom mails go to."""
    if not sheets:
        return mail
    said = from_sheets(sheets, scheme)
    warnings = (*mail.content.warnings, *said.warnings)
    if said.contact.email and mail.contact.email and said.contact.email.lower() != mail.contact.email.lower():
        warnings += ("様式に書かれたメールアドレスが、差出人と異なります。お返事は差出人へお送りします。",)
    content = {
        "proposer": mail.content.proposer or said.proposer,
        "fields": said.fields,
        "unread": said.unread,
        "warnings": warnings,
        "sheets": tuple(one.position for one in sheets if one.state in _UNDERSTOOD),
    }
    contact = {
        "name": mail.contact.name or said.contact.name,
        "organisation": mail.contact.organisation or said.contact.organisation,
        "phone": mail.contact.phone or said.contact.phone,
        "written": said.contact.written,
    }
    return replace(
        mail,
        content=mail.content.model_copy(update=content),
        contact=mail.contact.model_copy(update=contact),
        proposer_kind=said.proposer_kind,
    )


def _doubts(sheet: ReadSheet, result: FormResult, form: Form) -> list[str]:
    said = [one.key for one in sheet.values]
    labels = {one.key: one.label for one in form.fields}
    missing = [labels[key] for key in result.errors if key not in said]
    found = [f"様式の「{labels[key]}」：{result.errors[key]}" for key in result.errors if key in said]
    if missing:
        found.append(f"様式の必須の項目に、記入がないか読み取れないものがあります：{quoted(missing)}")
    if any(one.guessed for one in sheet.values):
        found.append(
            "様式の一部は、項目名が印刷と異なるか、チェックの印が手で入力されているため、推定で読み取りました。"
            "「推定」の印のある項目をご確認ください。"
        )
    if sheet.is_cut:
        found.append(f"「{sheet.name}」：様式が長すぎるため、一部だけを読み取りました。")
    return found


def _placed(filled: FilledField, sheet: ReadSheet) -> FilledField:
    value = next((one for one in sheet.values if one.key == filled.key), None)
    return filled.model_copy(
        update={
            "source": f"様式（{sheet.program}）から読み取り",
            "place": value.place if value else "",
            "guessed": value is not None and value.guessed,
        }
    )


def _written(sheet: ReadSheet, result: FormResult, form: Form) -> tuple[FilledField, ...]:
    return tuple(
        _placed(FilledField(key=one.key, label=one.label, value=shown(one, result.values[one.key])), sheet)
        for one in form.fields
        if one.role in CONTACT_ROLES and one.key in result.values
    )


def _unread(sheet: ReadSheet, *, several: bool) -> list[Left]:
    if not several:
        return list(sheet.unread)
    return [Left(place=f"「{sheet.name}」 {one.place}", text=one.text) for one in sheet.unread]


def _differing(sheet: ReadSheet, first: ReadSheet, scheme: DeskScheme) -> list[Left]:
    known = {one.key: one.value for one in first.values}
    found = []
    for one in sheet.values:
        asked = scheme.form.field(one.key)
        if asked is not None and known.get(one.key) != one.value:
            text = f"{asked.label}：{shown(asked, one.value)}"
            found.append(Left(place=f"「{sheet.name}」 {one.place}", text=text))
    return found
