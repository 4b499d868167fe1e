"""Files of an evaluation: texts with their areas as JSON lines, organisations as JSON trees."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from services.routing.domain.evaluation.labelled import LabelledText
from services.routing.domain.suggestion import Duties
from shared.errors import Invalid

T = TypeVar("T")
_Filled = Annotated[str, StringConstraints(min_length=1)]
_ABOVE = " > "


class UnreadableRow(Invalid):
    """A file does not hold what is to be evaluated."""


class _Row(BaseModel):
    """A line of the file; whatever else stands in it is ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")

    text: str
    policy_area: _Filled
    acceptable_areas: list[_Filled]
    routine_admin: bool | None = None


class _PartedRow(_Row):
    """A line of a file that is parted by governments."""

    government: _Filled
    text_kind: str | None = None


class _Unit(BaseModel):
    """A unit of an organisation; `path` is its own name behind those above it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    name: _Filled
    parent: str | None = None
    path: _Filled
    duties: list[_Filled] = []


class _Tree(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    government: _Filled
    units: list[_Unit]


def read_texts(file: Path, *, parted: bool = False) -> list[LabelledText]:
    """Return the texts of a file of JSON lines, which need their government when they are to be *parted* by it.

    Raise UnreadableRow with the number of the first line that cannot be read.
    """
    adapter: TypeAdapter[_Row] = TypeAdapter(_PartedRow if parted else _Row)
    texts = []
    for number, line in enumerate(file.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip():
            row = _read(adapter.validate_json, line, f"{file} line {number}")
            texts.append(_text(row))
    if not texts:
        raise UnreadableRow(f"{file}: no rows in it")
    return texts


def read_organisation(file: Path) -> tuple[str, list[Duties]]:
    """Return the government and its sections: units with duties, or with nothing below them."""
    tree = _read(TypeAdapter(_Tree).validate_json, file.read_bytes(), str(file))
    parents = {unit.parent for unit in tree.units}
    sections = [
        Duties(code=unit.path, name=unit.name, bureau=" ".join(above), duties=tuple(unit.duties))
        for unit in tree.units
        if unit.duties or unit.path not in parents
        for above in [unit.path.split(_ABOVE)[:-1]]
    ]
    if not any(section.duties for section in sections):
        raise UnreadableRow(f"{file}: no unit in it has duties")
    return tree.government, sections


def _text(row: _Row) -> LabelledText:
    text = LabelledText(
        text=row.text,
        area=row.policy_area,
        acceptable=frozenset(row.acceptable_areas),
        routine=bool(row.routine_admin),
    )
    if isinstance(row, _PartedRow):
        return replace(text, government=row.government, kind=row.text_kind or "")
    return text


def _read(read: Callable[[bytes], T], content: bytes, where: str) -> T:
    try:
        return read(content)
    except ValidationError as error:
        raise UnreadableRow(f"{where}: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    """Return the first mistake; what stands in the file is not repeated."""
    details: Any = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in details["loc"])
    return f"{place}: {details['msg']}" if place else str(details["msg"])
