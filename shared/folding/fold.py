"""Split a text into what its sender wrote and what was only repeated. When in doubt it counts as written."""

from collections.abc import Sequence
from itertools import groupby

from shared.folding.marks import Mark, is_attribution, is_rule, marks_of, unquoted
from shared.folding.pieces import Piece, PieceKind
from shared.folding.signature import signature_start

_BEGIN_HISTORY = frozenset({Mark.ORIGINAL, Mark.FORWARD, Mark.HEADER, Mark.ATTRIBUTION})
_ROUNDS = 6


def fold(text: str, *, sender: str = "") -> tuple[Piece, ...]:
    """Return the pieces of *text* in their order; joined by line ends they are the text again.

    Whatever stands between two passages of the sender's own words stays in sight, for an answer may hang on it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = marks_of(lines)
    kinds = [PieceKind.WORDS] * len(lines)
    end = _fold_history(lines, marks, kinds)
    end = _fold_tail(lines, marks, kinds, end, sender)
    _fold_question(marks, kinds, end)
    _show_headings(marks, kinds, end)
    written = zip(kinds, marks, strict=True)
    if not any(kind is PieceKind.WORDS and mark is Mark.TEXT for kind, mark in written):
        kinds = _nothing_new(lines, kinds)
    return tuple(
        Piece(kind, "\n".join(lines[place] for place, _ in group))
        for kind, group in groupby(enumerate(kinds), key=lambda one: one[1])
    )


def _fold_history(lines: Sequence[str], marks: list[Mark], kinds: list[PieceKind]) -> int:
    """Fold from where the history begins that has no marks of quotation; return where it begins."""
    written = False
    for place, mark in enumerate(marks):
        if mark in _BEGIN_HISTORY and _is_unmarked(marks, place):
            if written:
                begin = _with_rule_before(lines, marks, place)
                forwarded = Mark.FORWARD in marks[begin : place + 1]
                kinds[begin:] = [PieceKind.FORWARDED if forwarded else PieceKind.QUOTED] * (len(lines) - begin)
                return begin
            continue
        written = written or (mark is Mark.TEXT and not is_rule(lines[place]))
    return len(lines)


def _is_unmarked(marks: Sequence[Mark], place: int) -> bool:
    """Tell whether what follows bears no `>`: then nobody can say where it ends."""
    if marks[place] is not Mark.ATTRIBUTION:
        return True
    after = place
    while after < len(marks) and marks[after] is Mark.ATTRIBUTION:
        after += 1
    while after < len(marks) and marks[after] is Mark.EMPTY:
        after += 1
    return after < len(marks) and marks[after] is not Mark.QUOTE


def _with_rule_before(lines: Sequence[str], marks: Sequence[Mark], place: int) -> int:
    begin = place
    while begin > 0 and (marks[begin - 1] is Mark.EMPTY or is_rule(lines[begin - 1])):
        begin -= 1
    while begin < place and marks[begin] is Mark.EMPTY:
        begin += 1
    return begin


def _fold_tail(lines: Sequence[str], marks: Sequence[Mark], kinds: list[PieceKind], end: int, sender: str) -> int:
    """Fold signatures and quotations at the end, in whichever order they stand; return where they begin."""
    for _ in range(_ROUNDS):
        last = end
        while last > 0 and marks[last - 1] is Mark.EMPTY:
            last -= 1
        begin, kind = _quotation(marks, last), PieceKind.QUOTED
        if begin == last:
            begin, kind = _own_signature(lines, marks, last, sender), PieceKind.SIGNATURE
        if begin == last or not any(mark is Mark.TEXT for mark in marks[:begin]):
            break
        forwarded = kind is PieceKind.QUOTED and Mark.FORWARD in marks[begin:last]
        kinds[begin:end] = [PieceKind.FORWARDED if forwarded else kind] * (end - begin)
        end = begin
    return end


def _quotation(marks: Sequence[Mark], end: int) -> int:
    """Return where the quotation begins that ends at *end*, with the line of whose it is; *end* when there is none."""
    begin = end
    while begin > 0 and marks[begin - 1] in (Mark.QUOTE, Mark.EMPTY, Mark.ATTRIBUTION, Mark.FORWARD):
        begin -= 1
    while begin < end and marks[begin] is Mark.EMPTY:
        begin += 1
    return begin


def _own_signature(lines: Sequence[str], marks: Sequence[Mark], end: int, sender: str) -> int:
    begin = end
    while begin > 0 and marks[begin - 1] in (Mark.TEXT, Mark.EMPTY):
        begin -= 1
    found = signature_start(lines, begin, end, sender)
    return end if found is None else found


def _fold_question(marks: Sequence[Mark], kinds: list[PieceKind], end: int) -> None:
    """Fold a quotation that stands before the only answer: whose it is stands over it, and nothing was written yet."""
    first = next((place for place in range(end) if marks[place] is not Mark.EMPTY), end)
    if first == end or marks[first] is not Mark.ATTRIBUTION:
        return
    after = first
    while after < end and marks[after] is not Mark.TEXT:
        after += 1
    quotes = marks[first:after]
    if Mark.QUOTE in quotes and after < end and not any(mark is Mark.QUOTE for mark in marks[after:end]):
        kinds[first:after] = [PieceKind.QUOTED] * (after - first)


def _show_headings(marks: Sequence[Mark], kinds: list[PieceKind], end: int) -> None:
    for place in range(end):
        if kinds[place] is PieceKind.WORDS and marks[place] in _BEGIN_HISTORY:
            kinds[place] = PieceKind.HEADING


def _nothing_new(lines: Sequence[str], kinds: Sequence[PieceKind]) -> list[PieceKind]:
    """Show everything when nothing seems written: whoever only quotes or only forwards means what he sends."""
    said = [unquoted(line) for line in lines]
    headings = [is_attribution(line) for line in said]
    if all(heading or not line.strip() for heading, line in zip(headings, said, strict=True)):
        return [PieceKind.HEADING] * len(kinds)
    return [PieceKind.HEADING if heading else PieceKind.WORDS for heading in headings]
