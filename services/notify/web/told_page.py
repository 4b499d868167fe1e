"""The table of who is told what, as a page of documentation and for machines."""

from typing import Any, Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.notification import URGENT
from services.notify.domain.telling import SILENT, TELLINGS
from services.notify.domain.words import KIND_WORDS
from services.notify.web.labels import CATALOGUE
from shared.web.labels import Audience as Reading

BEGIN: Final = "<!-- who is told what: printed by `desk inbox told` -->"
END: Final = "<!-- end of who is told what -->"
_WHO: Final = {
    Audience.PROPOSER: "提案者",
    Audience.IN_CHARGE: "記録の担当",
    Audience.LEAD: "主担当課",
    Audience.OTHER_DEPARTMENT: "ほかの担当課",
    Audience.DESK: "デスク",
    Audience.MUNICIPALITY: "参加する市町村",
    Audience.COMPANY: "相手方の団体",
    Audience.ATTENDEE: "意見交換会の参加者と招待先",
    Audience.MEDIA: "報道機関",
    Audience.OPERATOR: "運用担当",
}


def told_table() -> str:
    """Return the table with its marks, as it stands in docs/case.md."""
    rows = [f"| `{row.fact.type}` | {_WHO[row.to]} | {_notice(row)} | {_mail(row)} |" for row in _in_order()]
    silent = [f"| `{fact.type}` | {why} |" for fact, why in SILENT.items()]
    return "\n".join(
        [
            BEGIN,
            "",
            "| fact | who | in the inbox | mail |",
            "|---|---|---|---|",
            *rows,
            "",
            "Nobody is told of these, on purpose:",
            "",
            "| fact | why |",
            "|---|---|",
            *silent,
            "",
            END,
        ]
    )


def told_json() -> dict[str, Any]:
    """Return the same for machines."""
    return {
        "told": [
            {
                "fact": row.fact.type,
                "to": row.to.value,
                "kind": row.kind and row.kind.value,
                "urgent": row.kind in URGENT,
                "mail": row.purpose and row.purpose.value,
            }
            for row in _in_order()
        ],
        "silent": {fact.type: why for fact, why in SILENT.items()},
    }


def _in_order() -> list[Telling]:
    return sorted(TELLINGS, key=lambda row: row.fact.type)


def _notice(row: Telling) -> str:
    if row.kind is None:
        return "—"
    urgent = "（至急）" if row.kind in URGENT else ""
    return f"{KIND_WORDS[row.kind]}{urgent}"


def _mail(row: Telling) -> str:
    return "—" if row.purpose is None else CATALOGUE.text(Reading.STAFF, row.purpose)
