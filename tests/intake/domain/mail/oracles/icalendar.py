"""Calendars and cards: each `*.json` of ical.js is the jCal of the `*.ics` of the same name."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from services.intake.domain.mail.content_lines import content_lines
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement

_MARKS = frozenset({"BEGIN", "END", "VERSION"})


def agreements() -> Iterable[Agreement]:
    """Compare the properties in their order, and the text of those that are one text."""
    paths = [path for path in sorted((DATA / "ical-js").rglob("*.json")) if path.with_suffix(".ics").exists()]
    differing: list[str] = []
    checked = 0
    for path in paths:
        theirs = sorted(_properties(json.loads(path.read_bytes())), key=str)
        lines = [line for line in content_lines(path.with_suffix(".ics").read_bytes(), "") if line.name not in _MARKS]
        checked += 1 + sum(text is not None for _, text in theirs)
        if sorted(name for name, _ in theirs) != sorted(line.name for line in lines):
            differing.append(f"{path.stem}: names")
        texts = {(line.name, line.text) for line in lines}
        differing += [f"{path.stem}: {name}" for name, text in theirs if text is not None and (name, text) not in texts]
    yield Agreement(
        oracle="ical.js `parser/*.json`",
        compares="properties of calendars and cards",
        files=len(paths),
        checked=checked,
        differing=tuple(differing),
    )


def _properties(component: list[Any]) -> Iterator[tuple[str, str | None]]:
    """Yield name and text of every property; no text where the value is not one text."""
    if component and isinstance(component[0], list):
        for one in component:
            yield from _properties(one)
        return
    _, own, inner = component
    for name, _, kind, *values in own:
        if name != "version":
            one_text = kind == "text" and len(values) == 1 and isinstance(values[0], str)
            yield name.upper().rpartition(".")[2], values[0] if one_text else None
    for each in inner:
        yield from _properties(each)
