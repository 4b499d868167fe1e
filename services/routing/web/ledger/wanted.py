"""Which items of a list are wanted, as addresses of pages, the API and the command line say it."""

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any

from fastapi import Query

from services.routing.storage.ledger_queries import ItemFilter
from services.routing.web.ledger.face import Face
from shared.errors import Invalid
from shared.japanese.era import day_in_japan
from shared.web.pages import utc_now

_LONGEST_CODE = 80


class NoSuchFilter(Invalid):
    """A list of this kind is not narrowed down by that."""

    public_message = "この条件では絞り込めません。"


def filter_of(face: Face[Any], said: Mapping[str, str]) -> ItemFilter:
    """Return what is wanted, as said by name; raise NoSuchFilter for what nobody can ask of this kind."""
    names = {one.name for one in face.filters}
    if not said.keys() <= names | {"q", "state", "after", "late"}:
        raise NoSuchFilter
    return ItemFilter(
        words=said.get("q", "").strip(),
        state=said.get("state", ""),
        after=said.get("after", ""),
        marks=frozenset(f"{name}:{said[name]}" for name in names if said.get(name)),
        late=said.get("late", ""),
        today=day_in_japan(utc_now()),
    )


def wanted_by(face: Face[Any]) -> Callable[..., Mapping[str, str]]:
    """Return a dependency that reads from an address what is wanted of this kind, by name."""

    def said(**given: str) -> Mapping[str, str]:
        return given

    fixed = {"q": ("件名又は番号", 200), "state": ("状態", 40), "after": ("続きの始まり", 40)}
    if face.late:
        fixed["late"] = ("期日を過ぎたもの", _LONGEST_CODE)
    titles = fixed | {one.name: (one.label, _LONGEST_CODE) for one in face.filters}
    said.__signature__ = Signature(  # type: ignore[attr-defined]  # what FastAPI reads the query from
        [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default="",
                annotation=Annotated[str, Query(title=title, max_length=longest)],
            )
            for name, (title, longest) in titles.items()
        ]
    )
    return said
