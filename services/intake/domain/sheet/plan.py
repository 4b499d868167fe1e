"""What is printed on the desk's own sheet, whichever program it is for, and how to recognise it again."""

from dataclasses import dataclass
from typing import Final

from services.intake.domain.sheet.words import CONSENT_WORDS, PROTECT_WORDS
from shared.japanese.era import wareki
from shared.scheme.fields import Attachments, Field, FieldKind, Role
from shared.scheme.model import DeskScheme
from shared.scheme.sheet import SheetLabel, SheetLayout

OWN: Final = "own"
MARK: Final = "RenkeiDeskSheet"  # the document property that carries the mark
REQUIRED: Final = "（必須）"
EMPTY_BOX: Final = "□"
FULL_BOX: Final = "☑"
HIDDEN: Final = "選択肢"
_SHEET_TITLE: Final = "公民連携提案書"
_ANSWERED_TO: Final = "受付番号などのお知らせは、この様式をお送りいただいたメールの差出人にお送りします。"
# A department proposes from its own page, where it has signed in.
_NOT_FROM_OUTSIDE: Final = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One question: the field, what explains it, and the words of the choices."""

    field: Field
    hints: tuple[str, ...]
    choices: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the label as it is printed."""
        return self.field.label + (REQUIRED if self.field.required else "")

    @property
    def boxes(self) -> tuple[str, ...]:
        """Return the words beside the boxes under the label."""
        asked = ((PROTECT_WORDS, self.field.protectable), (CONSENT_WORDS, self.field.consent))
        return tuple(words for words, is_asked in asked if is_asked)

    @property
    def lines(self) -> int:
        """Return how many lines an answer is likely to take."""
        if self.field.kind is not FieldKind.TEXTAREA:
            return 1
        return 4 if (self.field.max_length or 0) <= 1000 else 8  # noqa: PLR2004 - half a page for a long answer.


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSection:
    """Questions under one heading."""

    heading: str
    hint: str
    rows: tuple[PlannedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """The whole sheet, in the order of the page."""

    title: str
    to: str
    edition: str
    mark: str
    introduction: tuple[str, ...]
    sections: tuple[PlannedSection, ...]
    closing_heading: str
    closing: tuple[str, ...]

    @property
    def rows(self) -> tuple[PlannedRow, ...]:
        """Return the questions of all sections."""
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def printed(self) -> tuple[str, ...]:
        """Return every line that nobody has filled in, other than labels."""
        of_sections = [text for section in self.sections for text in (section.heading, section.hint)]
        of_rows = [text for row in self.rows for text in row.hints]
        lines = (self.title, self.to, self.edition, *self.introduction, *of_sections, *of_rows)
        return tuple(filter(None, (*lines, self.closing_heading, *self.closing)))


def plan_of(scheme: DeskScheme) -> SheetPlan:
    """Return the sheet of a desk."""
    form = scheme.form
    sections = [
        PlannedSection(
            heading=f"{number}　{section.label}",
            hint=(section.hint or "").strip(),
            rows=tuple(_row(field) for field in form.fields_of(section.code)),
        )
        for number, section in enumerate(form.sections, start=1)
    ]
    return SheetPlan(
        title=_SHEET_TITLE,
        to=f"{scheme.prefecture}　{scheme.name}　あて",
        edition=f"{scheme.name} {_SHEET_TITLE} 第{scheme.version}版（{wareki(scheme.valid_from)}）",
        mark=f"{scheme.desk_id}/{scheme.version}",
        introduction=(
            "（必須）の欄のほかは、書けるところだけで構いません。枠は、書く量に合わせて広がります。",
            f"選択する欄は、当てはまる{EMPTY_BOX}を{FULL_BOX}に変えてください。■、✓、レでも構いません。",
            f"独自のアイデアなど、検討に必要な職員だけが読むべき欄は、「{PROTECT_WORDS}」に印を付けてください。",
            f"「{CONSENT_WORDS}」の印は、公表してよい欄にお付けください。公表の前に、改めて内容をご確認いただきます。",
        ),
        sections=tuple(section for section in sections if section.rows),
        closing_heading="提出先とお問い合わせ",
        closing=_closing(scheme, form.attachments),
    )


def own_layout(scheme: DeskScheme) -> SheetLayout:
    """Return the layout by which the desk's own sheet is read."""
    labels = tuple(SheetLabel(words=(field.label,), key=field.key) for field in scheme.form.fields)
    return SheetLayout(
        name=OWN, title=_SHEET_TITLE, desk_id=scheme.desk_id, labels=labels, fixed=plan_of(scheme).printed
    )


def _row(field: Field) -> PlannedRow:
    # The form answers to the address that is typed into it; a mail with a sheet is answered to its sender.
    hint = _ANSWERED_TO if field.role is Role.CONTACT_EMAIL else field.hint
    lines = [f"※{hint}" if hint else "", f"例：{field.example}" if field.example else ""]
    if field.max_length and field.kind is FieldKind.TEXTAREA:
        lines.append(f"（{field.max_length:,}文字以内）")
    if field.kind is FieldKind.MULTI and not field.hint:
        lines.append("※当てはまるものすべて")
    hidden = _NOT_FROM_OUTSIDE if field.role is Role.PROPOSER_KIND else ""
    return PlannedRow(
        field=field,
        hints=tuple(filter(None, lines)),
        choices=tuple(choice.label for choice in field.choices if choice.value != hidden),
    )


def _closing(scheme: DeskScheme, attachments: Attachments) -> tuple[str, ...]:
    contact = scheme.contact
    return (
        f"電子メールに添付して {scheme.intake_addresses[0]} へお送りください。受付番号を返信でお知らせします。",
        f"{attachments.hint}メールに添えてお送りいただくこともできます。",
        f"{scheme.department_name}　{scheme.name}",
        f"〒{contact.postal_code}　{contact.address}",
        f"電話 {contact.phone}（{contact.hours}）" + (f"　FAX {contact.fax}" if contact.fax else ""),
        f"電子メール {contact.email}",
    )
