"""The form of a desk: its fields, what each asks, and what each is for."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field as Limit
from pydantic import model_validator

from shared.scheme.strict import Code, Key, Passage, Strict, Words, repeated


class FieldKind(StrEnum):
    """How a field is drawn and checked."""

    TEXT = "text"  # 一行
    TEXTAREA = "textarea"  # 文章
    CHOICE = "choice"  # 一つ選ぶ
    MULTI = "multi"  # いくつでも選ぶ
    CHECKBOX = "checkbox"  # 確認・同意
    EMAIL = "email"  # メールアドレス
    TEL = "tel"  # 電話番号
    POSTAL_CODE = "postal_code"  # 郵便番号
    CORPORATE_NUMBER = "corporate_number"  # 法人番号
    KANA = "kana"  # フリガナ


class Role(StrEnum):
    """What a field is for, so that code finds it whatever the prefecture calls it."""

    TITLE = "title"  # 提案名
    SUMMARY = "summary"  # 概要
    PROPOSER_KIND = "proposer_kind"  # 提案者の種別
    PROPOSER_NAME = "proposer_name"  # 提案者名
    CORPORATE_NUMBER = "corporate_number"  # 法人番号
    CONTACT_NAME = "contact_name"  # 担当者
    CONTACT_EMAIL = "contact_email"  # 担当者のメールアドレス
    CONTACT_PHONE = "contact_phone"  # 担当者の電話番号
    CATEGORY = "category"  # 分野
    PLACE = "place"  # 実施場所・対象市町村
    COOPERATION = "cooperation"  # 希望する協定区分
    PROTECTION_REASON = "protection_reason"  # 保護を求める部分と理由
    PUBLICATION = "publication"  # 公表の可否
    OATH = "oath"  # 欠格事由の誓約


NEEDED_ROLES = (Role.TITLE, Role.SUMMARY, Role.PROPOSER_KIND, Role.PROPOSER_NAME, Role.CONTACT_EMAIL)
PROPOSER_KINDS = ("company", "npo", "university", "municipality", "individual", "department")
COOPERATIONS = ("comprehensive", "project", "none", "undecided")
_IDEA = (Role.TITLE, Role.SUMMARY)
_CHOOSING = (FieldKind.CHOICE, FieldKind.MULTI)


class Choice(Strict):
    """One answer a person may choose: *value* is stored, *label* is read."""

    value: Annotated[str, Limit(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
    label: Words


class RequiredWhen(Strict):
    """Another field and the answer that makes this one required."""

    field: Key
    value: str


class Section(Strict):
    """A group of fields under one heading."""

    code: Code
    label: Words
    hint: Passage | None = None


class Field(Strict):
    """One question of the form."""

    key: Key
    label: Words
    section: Code
    kind: FieldKind
    required: bool = False
    required_when: RequiredWhen | None = None
    max_length: Annotated[int, Limit(ge=1, le=20_000)] | None = None  # characters
    hint: Words | None = None
    example: Words | None = None
    choices: tuple[Choice, ...] = ()
    protectable: bool = False  # the proposer may ask for 保護 of this field
    consent: bool = False  # the proposer is asked 公表の可否 of this field
    autocomplete: str | None = None  # the HTML autofill token
    role: Role | None = None
    # What stands here in an application to a call, which is not asked then; {number} is the number of the call.
    in_call: Words | None = None

    @model_validator(mode="after")
    def _is_answerable(self) -> Self:
        if (self.kind in _CHOOSING) != bool(self.choices):
            raise ValueError("選択肢（choices）は、kind が choice または multi の項目にだけ、必ず書いてください。")
        if again := repeated([choice.value for choice in self.choices]):
            raise ValueError(f"選択肢の値「{again[0]}」が重複しています。")
        if self.in_call is not None and self.choices and self.in_call not in [one.value for one in self.choices]:
            raise ValueError(f"募集への応募での答え（in_call）「{self.in_call}」が、選択肢にありません。")
        if self.kind in {FieldKind.TEXT, FieldKind.TEXTAREA, FieldKind.KANA} and self.max_length is None:
            raise ValueError("文章の項目には、文字数の上限（max_length）を書いてください。")
        return self


class Attachments(Strict):
    """What may be attached to a form, and the sentence that says so."""

    max_files: Annotated[int, Limit(ge=0, le=50)]
    max_bytes_each: Annotated[int, Limit(ge=1)]
    max_bytes_total: Annotated[int, Limit(ge=1)]
    hint: Words


class Form(Strict):
    """The whole form: sections in their order, fields in theirs."""

    introduction: Passage
    confirmation: Passage  # stands above what the person checks before sending
    protection_label: Words  # beside the mark 保護を求める
    consent_label: Words  # beside the mark 公表に同意する
    sections: Annotated[tuple[Section, ...], Limit(min_length=1)]
    fields: Annotated[tuple[Field, ...], Limit(min_length=1)]
    attachments: Attachments

    def field(self, key: str) -> Field | None:
        """Return the field with *key*, or None."""
        return next((field for field in self.fields if field.key == key), None)

    def by_role(self, role: Role) -> Field | None:
        """Return the field that plays *role*, or None where the desk does not ask."""
        return next((field for field in self.fields if field.role is role), None)

    def fields_of(self, section: str) -> tuple[Field, ...]:
        """Return the fields of the section with this code, in their order."""
        return tuple(field for field in self.fields if field.section == section)

    @property
    def who_proposes(self) -> tuple[Field, ...]:
        """The fields that say who proposes: the section of the name, or the name alone where the idea stands in it."""
        name = next(field for field in self.fields if field.role is Role.PROPOSER_NAME)
        beside = self.fields_of(name.section)
        return (name,) if any(field.role in _IDEA for field in beside) else beside

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        sections = [section.code for section in self.sections]
        keys = [field.key for field in self.fields]
        roles = [field.role.value for field in self.fields if field.role]
        for word, values in (("区分（code）", sections), ("項目（key）", keys), ("役割（role）", roles)):
            if again := repeated(values):
                raise ValueError(f"{word}「{again[0]}」が重複しています。")
        for field in self.fields:
            self._check_references(field, sections)
        if missing := [role.value for role in NEEDED_ROLES if role.value not in roles]:
            raise ValueError(f"役割（role）「{missing[0]}」をもつ項目が必要です。")
        self._check_codes(Role.PROPOSER_KIND, PROPOSER_KINDS)
        self._check_codes(Role.COOPERATION, COOPERATIONS)
        return self

    def _check_references(self, field: Field, sections: list[str]) -> None:
        if field.section not in sections:
            raise ValueError(f"項目「{field.key}」の区分（section）「{field.section}」がありません。")
        if (condition := field.required_when) is None:
            return
        other = self.field(condition.field)
        if other is None or condition.value not in {choice.value for choice in other.choices}:
            raise ValueError(
                f"項目「{field.key}」の required_when は、選択する項目とその値を指すように直してください。"
            )

    def _check_codes(self, role: Role, known: tuple[str, ...]) -> None:
        field = self.by_role(role)
        for choice in field.choices if field else ():
            if choice.value not in known:
                raise ValueError(
                    f"役割「{role.value}」の選択肢「{choice.value}」は使えません。使える値は {'、'.join(known)} です。"
                )
