"""No page of intake shows a key instead of a word."""

import re
from pathlib import Path

from services.intake import web
from services.intake.domain.outcome import Decision, HoldReason, Outcome
from services.intake.domain.stages import Stage
from services.intake.web.labels import CATALOGUE
from shared.events import Channel
from shared.web.labels import Audience

TITLES = ("form.title", "confirm.title")


def test_the_public_pages_have_all_their_words() -> None:
    assert CATALOGUE.gaps(Audience.PUBLIC, [*TITLES, "thanks.title", "welcome.title"]) == []


def test_the_staff_pages_have_all_their_words() -> None:
    decisions = [f"decision.{decision}" for decision in Decision]
    wanted = [*Outcome, *HoldReason, *Channel, *TITLES, *decisions, "holding.title", "mail.title"]

    assert CATALOGUE.gaps(Audience.STAFF, wanted) == []


def test_a_reply_is_called_a_reply_and_not_by_what_holds_one() -> None:
    said = [CATALOGUE.text(Audience.STAFF, key) for key in (Outcome.REPLY, HoldReason.REPLY)]

    assert said[0] == "返信"
    assert said[1].startswith("受付済みの提案への返信と思われます")


def test_the_proposers_page_has_all_its_words() -> None:
    wanted = [*Stage, *Channel, "status.title", *(f"status.{stage.value}" for stage in Stage)]

    assert CATALOGUE.gaps(Audience.PROPOSER, wanted) == []


def test_no_page_carries_a_style_or_a_script_of_its_own() -> None:
    pages = (Path(web.__file__).parent / "templates").rglob("*.html")

    forbidden = re.compile(r"\sstyle=|<script|\son[a-z]+=")
    assert [page.name for page in pages if forbidden.search(page.read_text())] == []
