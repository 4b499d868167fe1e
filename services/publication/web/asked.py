"""What an address asks of the register, and the addresses of everything in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from services.publication.domain.asking import Asking, Place, place_in
from services.publication.domain.entry import EntryKind
from services.publication.storage.entry_queries import Line

LONGEST: Final = 200  # characters of what is looked for
PAGE: Final = 20
_FILTERS: Final = ("kind", "field", "form", "year", "partner", "q")
_NO_YEAR: Final = -1
_LATEST_YEAR: Final = 9999
_PATHS: Final[Mapping[EntryKind, str]] = {EntryKind.CALL: "/register/calls", EntryKind.FORUM: "/register/forums"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of an address as they were written, for one desk; *front* says that it need not be named."""

    desk_id: str
    front: bool
    said: Mapping[str, str]
    after: Place | None
    most: int

    @property
    def narrows(self) -> bool:
        """Tell whether anything is looked for."""
        return bool(self.said)

    def asking(self, *kinds: EntryKind, by_change: bool = False) -> Asking:
        """Return what to look for; *kinds* where the page itself is one of kinds."""
        wanted = tuple(kind.value for kind in kinds) or ((self.said["kind"],) if "kind" in self.said else ())
        return Asking(
            desk_id=self.desk_id,
            kinds=wanted,
            field=self.said.get("field", ""),
            form=self.said.get("form", ""),
            year=_year(self.said.get("year", "")),
            partner=self.said.get("partner", ""),
            words=self.said.get("q", ""),
            by_change=by_change,
            after=self.after,
            most=self.most,
        )

    def query(self, **more: str) -> str:
        """Return the filters as the query of an address, in one order, with *more*."""
        of_desk = {} if self.front else {"desk": self.desk_id}
        pairs = {**of_desk, **{name: self.said[name] for name in _FILTERS if name in self.said}, **more}
        return f"?{urlencode(pairs)}" if pairs else ""


def asked_by(query: QueryParams, *, desk_id: str, front: bool, page: int = PAGE, largest: int = 100) -> Asked:
    """Return what an address asks; whatever it says more is not looked at."""
    said = {name: query.get(name, "").strip()[:LONGEST] for name in _FILTERS}
    number = query.get("n", "")
    most = int(number) if number.isascii() and number.isdigit() and len(number) <= len(str(largest)) else page
    return Asked(
        desk_id=desk_id,
        front=front,
        said={name: value for name, value in said.items() if value},
        after=place_in(query.get("after", "")),
        most=max(1, min(most, largest)),
    )


def _year(text: str) -> int | None:
    """Return the fiscal year; one that cannot be read is one without entries, not all of them."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_LATEST_YEAR)) else _NO_YEAR


def path_of(kind: EntryKind, number: str) -> str:
    """Return where the page of an entry stands."""
    return f"{_PATHS.get(kind, '/register')}/{number}"


def address_of(line: Line, *, front: bool) -> str:
    """Return the address of an entry's page."""
    return path_of(line.kind, line.number) + ("" if front else f"?{urlencode({'desk': line.desk_id})}")


def picture_address(line: Line, position: int, *, front: bool) -> str:
    """Return the address of a picture of an entry; another version of the entry has other pictures."""
    query = {"v": str(line.version)} | ({} if front else {"desk": line.desk_id})
    return f"/register/{line.number}/pictures/{position}?{urlencode(query)}"
