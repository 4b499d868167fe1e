"""What each field of something public says, and how two drafts differ."""

from collections.abc import Collection, Mapping
from typing import Final

from shared.documents.public import PublicContent, PublicEffect
from shared.japanese.era import fiscal_name, wareki
from shared.public_words import FIELD_WORDS, PICTURES, TITLE

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "period": ("begins_on", "ends_on", "fiscal_year"),
    PICTURES: ("captions",),
}


def texts_of(content: PublicContent) -> dict[str, str]:
    """Return what each field says, as people read it; empty where it says nothing."""
    return {
        TITLE: content.title,
        "summary": content.summary,
        "sections": "\n".join(f"{one.heading}\n{one.text}".strip() for one in content.sections),
        "partners": "\n".join(content.partners),
        "period": _period(content),
        "categories": "\n".join(one.words for one in content.categories),
        "form": content.form.words if content.form else "",
        "departments": "\n".join(content.departments),
        "municipalities": "\n".join(content.municipalities),
        "effects": "\n".join(map(effect_words, content.effects)),
        "contact": content.contact,
        PICTURES: "\n".join(content.captions),
    }


def effect_words(effect: PublicEffect) -> str:
    """Return an effect as people read it: what it is, its figure as of which day, and by whom and how it was found."""
    as_of = f"（{wareki(effect.as_of)}時点）" if effect.as_of else ""
    value = f"{int(effect.value):,}" if effect.value.isascii() and effect.value.isdecimal() else effect.value
    more = (
        ("方法", effect.method),
        ("推計", effect.estimator),
        ("効果額", "" if effect.amount_yen is None else f"{effect.amount_yen:,}円"),
    )
    beside = "、".join(f"{name}：{words}" for name, words in more if words)
    return f"{effect.label}　{value}{effect.unit}{as_of}" + (f"　{beside}" if beside else "")


def effect_line(effect: PublicEffect) -> str:
    """Return an effect as a form takes it in: 指標｜値｜単位｜時点｜方法｜推計者｜効果額（円）."""
    as_of = effect.as_of.isoformat() if effect.as_of else ""
    yen = "" if effect.amount_yen is None else str(effect.amount_yen)
    parts = (effect.label, effect.value, effect.unit, as_of, effect.method, effect.estimator, yen)
    return "｜".join(parts).rstrip("｜")


def filled_in(content: PublicContent) -> tuple[str, ...]:
    """Return the fields that say something, in their order."""
    said = texts_of(content)
    return tuple(code for code in FIELD_WORDS if said[code])


def changed_between(before: PublicContent, after: PublicContent) -> tuple[str, ...]:
    """Return the fields in which two drafts differ; pictures by their captions alone."""
    return tuple(code for code in FIELD_WORDS if _values(before, code) != _values(after, code))


def without(content: PublicContent, codes: Collection[str]) -> PublicContent:
    """Return the draft without what these fields say; a title always stays."""
    names = [name for code in codes if code != TITLE for name in _PARTS.get(code, (code,))]
    return content.model_copy(update={name: PublicContent.model_fields[name].get_default() for name in names})


def _period(content: PublicContent) -> str:
    if content.begins_on is None and content.ends_on is None:
        return "" if content.fiscal_year is None else fiscal_name(content.fiscal_year)
    first = "" if content.begins_on is None else f"{wareki(content.begins_on)}から"
    return first + ("" if content.ends_on is None else f"{wareki(content.ends_on)}まで")


def _values(content: PublicContent, code: str) -> list[object]:
    return [getattr(content, name) for name in _PARTS.get(code, (code,))]
