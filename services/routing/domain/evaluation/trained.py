"""What ranks a text on the page, taught by texts instead of decided cases."""

from collections.abc import Iterable
from uuid import UUID

from services.routing.domain.evaluation.labelled import LabelledText
from services.routing.domain.lessons import Lessons
from services.routing.domain.suggestion import Directory, Duties, Ranking
from services.routing.domain.terms import terms_of


class Trained:
    """Departments without a duty, one for each area, that know nothing but what was decided."""

    def __init__(self, texts: Iterable[LabelledText]) -> None:
        """Learn each text as a case that was decided for its area."""
        self._lessons = Lessons()
        areas = set()
        for number, one in enumerate(texts):
            areas.add(one.area)
            self._lessons.add(UUID(int=number), terms_of(one.text), (one.area,))
        self._directory = Directory([Duties(code=area, name=area, duties=()) for area in sorted(areas)])

    def rank(self, text: str) -> Ranking:
        """Rank the areas for a text, from its characters on."""
        terms = terms_of(text)
        return self._directory.rank(terms, self._lessons.about(terms))
