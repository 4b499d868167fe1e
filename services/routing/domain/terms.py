"""The terms of a text: what is compared, counted and learned of it, in the one spelling used for matching."""

import re
from collections.abc import Iterable, Iterator

from shared.japanese.normalise import matching_text

# Only runs of kanji or katakana can be words of a duty; particles and endings between them carry no field.
_RUNS = re.compile(r"[\u4e00-\u9fff々]{2,}|[\u30a1-\u30faー]{3,}")
_LONGEST = 8
# Said in every office and every proposal: they point nowhere.
_EMPTY = frozenset(
    (
        *("推進", "実施", "調整", "支援", "事業", "連携", "提案", "施策", "関係", "管理", "促進", "振興", "総合"),
        *("企画", "県内", "本県", "対策", "業務", "事務", "取組", "活用", "地域", "県民"),
    )
)


def terms_of(text: str) -> frozenset[str]:
    """Return the distinct terms of *text*; the same for every spelling `matching_text` holds to be one."""
    return stretches_of(runs_of(text))


def runs_of(text: str) -> tuple[str, ...]:
    """Return the runs of *text* that can hold words, normalised, in their order."""
    return tuple(_RUNS.findall(matching_text(text)))


def stretches_of(runs: Iterable[str]) -> frozenset[str]:
    """Return every stretch of *runs* that says something, up to 8 characters."""
    return frozenset(stretch for run in set(runs) for stretch in _stretches(run)) - _EMPTY


def _stretches(run: str) -> Iterator[str]:
    for start in range(len(run) - 1):
        for length in range(_shortest(run), min(_LONGEST, len(run) - start) + 1):
            yield run[start : start + length]


def _shortest(run: str) -> int:
    """Two kanji say something; two katakana are a splinter of a word."""
    return 3 if "\u30a1" <= run[0] <= "\u30fc" else 2
