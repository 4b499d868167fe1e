from datetime import date

from services.routing.domain.ledger.effects import Effect, standing, year_of_effects
from services.routing.domain.ledger.project import Project
from services.routing.domain.ledger.project_words import EffectWords
from shared.events.projects import EffectRecorded, EffectStanding
from tests.routing.domain.ledger.projects import begun, effect, project

FERRY = project(first=begun(fields=("tourism", "traffic"), agreement="KR8-0001"))
FOREST = project(first=begun("JR8-0002", lead="kanko"), number="JR8-0002")


def of(which: Project, record: EffectRecorded, label: str = "運航費") -> Effect:
    return Effect(project=which, record=record, words=EffectWords(label=label, method="見積"))


def test_what_has_come_about_counts_once_a_project_label_and_year_with_its_latest_record() -> None:
    found = year_of_effects(
        [
            of(FERRY, effect(yen=1, as_of=date(2026, 9, 30))),
            of(FERRY, effect(yen=20, as_of=date(2027, 3, 31))),
            of(FERRY, effect(yen=10, as_of=date(2026, 12, 31))),
            of(FERRY, effect(yen=300), "広告費"),
            of(FOREST, effect(yen=4000)),
            of(FOREST, effect(yen=50_000, standing=EffectStanding.EXPECTED), "見込み"),
            of(FOREST, effect(yen=600_000, year=2025)),
        ],
        2026,
    )

    assert (found.yen, found.by_project) == (4320, {"JR8-0001": 320, "JR8-0002": 4000})
    assert found.by_agreement == {"": 4000, "KR8-0001": 320}
    assert found.by_department == {"kanko": 4000, "shinrin": 320}
    assert found.by_field == {"": 4000, "tourism": 320, "traffic": 320}
    assert [(one.project.number, one.words.label) for one in found.counted] == [
        ("JR8-0001", "広告費"),
        ("JR8-0001", "運航費"),
        ("JR8-0002", "運航費"),
    ]


def test_of_two_records_as_of_the_same_day_the_later_one_counts() -> None:
    assert year_of_effects([of(FERRY, effect(yen=1)), of(FERRY, effect(yen=2))], 2026).yen == 2


def test_a_record_that_was_corrected_stands_no_more() -> None:
    wrong = effect(yen=9)
    right = effect(yen=8, replaces=wrong.effect_id)

    assert standing(project(wrong, right)) == [right]
