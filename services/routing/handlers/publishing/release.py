"""A press release (報道発表資料案), whatever it is written into."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from shared.documents.public import PublicContent
from shared.documents.public_fields import effect_words
from shared.japanese.era import moment_words, wareki
from shared.scheme.model import DeskScheme

_AT_ONCE: Final = "解禁日時の指定なし（公表と同時）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a press release says, from top to bottom; *embargoed* where it may not be printed at once."""

    number: str
    day: str
    embargo: str
    embargoed: bool
    issuer: str
    title: str
    lead: str
    sections: tuple[tuple[str, str], ...]
    contact: str


def release_of(
    number: str, draft: PublicContent, scheme: DeskScheme, release_at: datetime | None, today: date
) -> Release:
    """Return the release of a draft: its own words, and nothing that does not stand in it."""
    about = (
        ("連携先", "、".join(draft.partners)),
        ("期間", _period(draft)),
        ("分野", "、".join(one.words for one in draft.categories)),
        ("連携の形", draft.form.words if draft.form else ""),
        ("担当課", "、".join(draft.departments)),
        ("市町村", "、".join(draft.municipalities)),
        ("効果", "\n".join(map(effect_words, draft.effects))),
    )
    sections = [(one.heading, one.text) for one in draft.sections]
    overview = "\n".join(f"{name}：{words}" for name, words in about if words)
    return Release(
        number=number,
        day=wareki(today),
        embargo=moment_words(release_at) if release_at else _AT_ONCE,
        embargoed=release_at is not None,
        issuer=f"{scheme.prefecture} {scheme.department_name}",
        title=draft.title,
        lead=draft.summary,
        sections=(*sections, ("概要", overview)) if overview else tuple(sections),
        contact=draft.contact or f"{scheme.department_name}（電話 {scheme.contact.phone}）",
    )


def release_text(release: Release) -> str:
    """Return a release as a mail says it; an embargo stands before everything else."""
    head = [f"【解禁日時】{release.embargo}\nこの日時より前の報道は、お控えくださいますようお願いいたします。"]
    parts = [
        *(head if release.embargoed else []),
        f"{release.issuer}\n{release.day}",
        release.title,
        release.lead,
        *(f"■ {heading}\n{text}" if heading else text for heading, text in release.sections),
        f"■ 問合せ先\n{release.contact}",
    ]
    return "\n\n".join(part for part in parts if part)


def _period(draft: PublicContent) -> str:
    first, last = (wareki(day) if day else "" for day in (draft.begins_on, draft.ends_on))
    return f"{first}から{last}{'まで' if last else ''}" if first or last else ""
