"""What a line of a case's history adds to the words of its fact."""

from collections.abc import Mapping

from services.routing.domain.verbs import Verb
from services.routing.storage.queries import HistoryLine
from services.routing.web.coordination_beside import said_of_coordination
from services.routing.web.ends_beside import said_of_end
from services.routing.web.labels import LABELS
from services.routing.web.verb_words import verb_words
from shared.events import Verdict
from shared.web.labels import Audience


def detail_of(line: HistoryLine, names: Mapping[str, str]) -> str:
    """Return what a department judged, and whom it named where it returned the case; else how it ended."""
    if act := line.data.get("act"):
        return f"（{verb_words(Verb(act))}{'、一人で承認' if line.data.get('by_one') else ''}）"
    if line.data.get("asked_for"):
        return "（団体が、古いリンクのページから求めたもの）"
    verdict, named = line.data.get("verdict"), line.data.get("suggested_department")
    if verdict is None:
        return said_of_end(line.data) or said_of_coordination(line.data)
    said = LABELS.text(Audience.STAFF, Verdict(verdict))
    return f"（{said}。担当と考えられる課：{names.get(named, named)}）" if named else f"（{said}）"
