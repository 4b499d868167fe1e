"""What a file that may be a sheet becomes once it is read."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from shared.scheme.fields import Form
from shared.scheme.form import YES, Value
from shared.scheme.sheet import SheetLayout

WORD_TYPES: Final = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-word.document.macroenabled.12",
    }
)
EXCEL_TYPES: Final = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel.sheet.macroenabled.12",
    }
)
_WORD_NAMES: Final = (".docx", ".docm")
_EXCEL_NAMES: Final = (".xlsx", ".xlsm")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")


class SheetState(StrEnum):
    """What became of a sheet."""

    READ = "read"  # 読み取り済み
    EMPTY = "empty"  # 記入なし
    LOCKED = "locked"  # パスワード付き
    GAVE_UP = "gave_up"  # 時間や容量の超過


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsOfDesk:
    """What sheets of a desk are read into, and the layouts it knows."""

    form: Form = field(repr=False)
    layouts: tuple[SheetLayout, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """A file that may be a sheet; *position* is its place among the files it came with."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)
    position: int = 0

    @property
    def is_locked(self) -> bool:
        """Tell whether a password keeps the file shut."""
        named = self.name.lower().endswith((*_WORD_NAMES, *_EXCEL_NAMES))
        return named and self.content.startswith(_OLE) and _LOCKED in self.content

    @property
    def may_be_sheet(self) -> bool:
        """Tell whether the file is worth reading."""
        return self.media_type in WORD_TYPES | EXCEL_TYPES or self.is_locked

    @property
    def program(self) -> str:
        """Return the program the file is of, in the word people use."""
        is_word = self.media_type in WORD_TYPES or self.name.lower().endswith(_WORD_NAMES)
        return "Word" if is_word else "Excel"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetValue:
    """What one field of the form was answered with, and where; *guessed* when no exact label led to it."""

    key: str
    value: Value = field(repr=False)
    place: str
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Words that were read into no field, and where they stand."""

    place: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """A sheet as it was read; *marks* are the form's names of fields marked for protection or publication.

    *position* is that of its file.
    """

    name: str = field(repr=False)
    program: str
    state: SheetState
    title: str = ""
    values: tuple[SheetValue, ...] = ()
    marks: frozenset[str] = frozenset()
    unread: tuple[Left, ...] = ()
    is_cut: bool = False
    position: int = 0

    @property
    def as_form(self) -> dict[str, Value]:
        """Return the values as the form of the web would have brought them."""
        return {one.key: one.value for one in self.values} | dict.fromkeys(self.marks, YES)
