import json

import pytest
import typer
from typer.testing import CliRunner

from services.routing.cli.boards import board_verbs
from services.routing.cli.forums import forum_verbs
from services.routing.domain.ledger.boards.book import BOOK as BOARDS
from services.routing.domain.ledger.book import Row
from services.routing.domain.ledger.forums.book import BOOK as FORUMS


@pytest.mark.parametrize(("group", "rows"), [(board_verbs, BOARDS.rows), (forum_verbs, FORUMS.rows)])
def test_the_verbs_of_boards_and_forums_are_those_of_their_tables(group: typer.Typer, rows: tuple[Row, ...]) -> None:
    said = json.loads(CliRunner().invoke(group, ["verbs", "--json"]).output)

    assert {one["verb"] for one in said} == {"begin", *(row.verb for row in rows)}
    assert all(one["title"] and one["asks"]["type"] == "object" for one in said)
