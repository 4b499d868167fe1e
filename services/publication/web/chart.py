"""Charts as pictures inside a page: drawn here, without scripts or styles; the table beside each says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

# Drawn as wide as the narrowest phone, so that the letters can be read there.
_WIDTH: Final = 340
_BARS: Final = 120
_FOOT: Final = 20
_HEAD: Final = 18
_ROW: Final = 26
_NAME: Final = 76
_SUM: Final = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it stands for, and its parts in the order in which they are drawn."""

    name: str
    parts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return what it adds up to."""
        return sum(self.parts)


def columns(title: str, bars: Sequence[Bar]) -> Markup:
    """Draw standing bars beside each other, each with its number above and its name below."""
    step = _WIDTH / max(len(bars), 1)
    highest = max((bar.total for bar in bars), default=0) or 1
    ground = _HEAD + _BARS
    drawn = Markup("").join(
        Markup(
            '<rect class="desk-chart__part desk-chart__part--1" x="{}" y="{}" width="{}" height="{}"/>'
            '<text class="desk-chart__number" x="{}" y="{}" text-anchor="middle">{}</text>'
            '<text class="desk-chart__name" x="{}" y="{}" text-anchor="middle">{}</text>'
        ).format(
            _short(number * step + step * 0.18),
            _short(ground - _BARS * bar.total / highest),
            _short(step * 0.64),
            _short(_BARS * bar.total / highest),
            _short((number + 0.5) * step),
            _short(ground - _BARS * bar.total / highest - 4),
            bar.total,
            _short((number + 0.5) * step),
            ground + 14,
            bar.name,
        )
        for number, bar in enumerate(bars)
    )
    base = Markup('<line class="desk-chart__base" x1="0" y1="{0}" x2="{1}" y2="{0}"/>').format(ground, _WIDTH)
    return _picture(title, ground + _FOOT, drawn + base)


def rows(title: str, bars: Sequence[Bar]) -> Markup:
    """Draw lying bars below each other, their parts one after the other, each with its name and its sum."""
    longest = max((bar.total for bar in bars), default=0) or 1
    scale = (_WIDTH - _NAME - _SUM) / longest
    return _picture(title, max(len(bars), 1) * _ROW, Markup("").join(_row(n, bar, scale) for n, bar in enumerate(bars)))


def _row(number: int, bar: Bar, scale: float) -> Markup:
    top = number * _ROW
    drawn = [Markup('<text class="desk-chart__name" x="0" y="{}">{}</text>').format(top + 17, bar.name)]
    at = float(_NAME)
    for place, part in enumerate(bar.parts, start=1):
        if part:
            drawn.append(
                Markup(
                    '<rect class="desk-chart__part desk-chart__part--{}" x="{}" y="{}" width="{}" height="18"/>'
                ).format(place, _short(at), top + 4, _short(part * scale))
            )
        at += part * scale
    drawn.append(
        Markup('<text class="desk-chart__number" x="{}" y="{}">{}</text>').format(_short(at + 5), top + 17, bar.total)
    )
    return Markup("").join(drawn)


def _picture(title: str, height: int, drawn: Markup) -> Markup:
    return Markup(
        '<svg class="desk-chart" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>'
    ).format(_WIDTH, height, title, drawn)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
