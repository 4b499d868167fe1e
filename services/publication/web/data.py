"""The register for programs and spreadsheets: JSON and CSV of a shape that stays."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from services.publication.storage.entry_queries import Line
from services.publication.web.asked import picture_address
from services.publication.web.atom import FeedLinks, urn_of
from services.publication.web.desk import Look
from services.publication.web.labels import KINDS
from shared.csv_file import csv_file
from shared.japanese.era import JAPAN, fiscal_name, wareki

HEADINGS: Final = (
    "番号",
    "種別",
    "題名",
    "概要",
    "分野",
    "協定区分",
    "年度",
    "連携先",
    "担当",
    "市町村",
    "掲載日",
    "更新日",
    "募集開始日",
    "締切日",
    "開催日",
    "状態",
    "ページ",
)


def register_json(look: Look, lines: Sequence[Line], links: FeedLinks, updated: datetime | None) -> dict[str, Any]:
    """Return the document: what stands in the register, and what was taken back."""
    return {
        "register": {
            "desk_id": look.scheme.desk_id,
            "name": look.scheme.name,
            "prefecture": look.scheme.prefecture,
            "updated": _moment(updated),
            "self": links.itself,
            "page": links.page,
            "next": links.next or None,
        },
        "entries": [_entry(look, line) for line in lines if not line.is_gone],
        "withdrawn": [
            {
                "id": urn_of(line.entry_id),
                "number": line.number,
                "kind": line.kind.value,
                "withdrawn": _moment(line.released_at),
                "url": look.absolute(look.address(line)),
            }
            for line in lines
            if line.is_gone
        ],
    }


def _entry(look: Look, line: Line) -> dict[str, Any]:
    front = look.asked.front
    return {
        "id": urn_of(line.entry_id),
        "number": line.number,
        "kind": line.kind.value,
        "kind_words": KINDS[line.kind],
        "title": line.title,
        "summary": line.summary,
        "url": look.absolute(look.address(line)),
        "about": line.about,
        "fields": line.card.get("fields", []),
        "form": line.card.get("form"),
        "fiscal_year": line.fiscal_year,
        "partners": line.card.get("partners", []),
        "departments": line.card.get("departments", []),
        "municipalities": line.card.get("municipalities", []),
        "published": _moment(line.first_at),
        "updated": _moment(line.released_at),
        "opens_on": line.opens_on,
        "closes_on": line.closes_on,
        "held_on": line.held_on,
        "closed_early": line.closed,
        "by_company": line.reverse,
        "pictures": [
            look.absolute(picture_address(line, position, front=front))
            for position in range(1, line.card.get("pictures", 0) + 1)
        ],
    }


def register_csv(look: Look, lines: Sequence[Line]) -> bytes:
    """Return the same as a table for Excel, with the days as an office writes them."""
    return csv_file([HEADINGS, *(_row(look, line) for line in lines)])


def _row(look: Look, line: Line) -> list[str]:
    card = line.card
    form = card.get("form") or {}
    return [
        line.number,
        KINDS[line.kind],
        line.title,
        line.summary,
        "、".join(one["words"] for one in card.get("fields", ())),
        form.get("words", ""),
        "" if line.fiscal_year is None else fiscal_name(line.fiscal_year),
        "、".join(card.get("partners", ())),
        "、".join(card.get("departments", ())),
        "、".join(card.get("municipalities", ())),
        _day("" if line.is_gone else line.first_at),
        _day(line.released_at),
        _day(line.opens_on),
        _day(line.closes_on),
        _day(line.held_on),
        "取下げ" if line.is_gone else "掲載中",
        look.absolute(look.address(line)),
    ]


def _day(value: date | datetime | str | None) -> str:
    match value:
        case datetime():
            return wareki(value.astimezone(JAPAN).date())
        case date():
            return wareki(value)
        case _:
            return ""


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
