"""What the documentation says of the code is compared with the code."""

import re
from pathlib import Path

import orjson

from services.notify.web.told_page import told_table
from shared.cli.setup import asyncapi
from shared.documents.kinds import MAY_OPEN
from shared.events.describe import events_page

_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def test_the_page_of_facts_is_the_one_the_code_prints(project: Path) -> None:
    assert (project / "docs" / "events.md").read_text(encoding="utf-8") == events_page()


def test_the_asyncapi_document_is_the_one_the_code_prints(project: Path) -> None:
    assert orjson.loads((project / "docs" / "asyncapi.json").read_bytes()) == asyncapi()


def test_the_page_of_the_case_says_who_is_told_what_as_the_code_does(project: Path) -> None:
    assert told_table() in (project / "docs" / "case.md").read_text(encoding="utf-8")


def test_the_page_of_documents_names_exactly_who_may_open_what(project: Path) -> None:
    page = (project / "docs" / "documents.md").read_text(encoding="utf-8")

    rows = {
        (owner.strip(" `"), reader.strip(" `"), frozenset(kind.strip(" `") for kind in kinds.split(",")))
        for owner, reader, kinds in re.findall(r"^\| (`\w+`) \| (`\w+`) \| (.+?) \|$", page, re.MULTILINE)
    }

    assert rows == {
        (owner, reader, frozenset(kind.value for kind in kinds))
        for owner, readers in MAY_OPEN.items()
        for reader, kinds in readers.items()
    }


def test_every_link_inside_the_documentation_leads_somewhere(project: Path) -> None:
    pages = [*project.glob("*.md"), *project.glob("docs/**/*.md")]

    broken = [
        (page.name, target)
        for page in pages
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []
