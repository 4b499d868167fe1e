import json
from importlib.metadata import entry_points

from typer.testing import CliRunner

from services.routing.domain.ledger.calls.book import BOOK


def test_the_verbs_of_a_call_are_those_of_its_table_and_each_says_what_it_asks() -> None:
    group = entry_points(group="desk.verbs")["call"].load()

    said = json.loads(CliRunner().invoke(group, ["verbs", "--json"]).output)

    assert {one["verb"] for one in said} == {"begin", *(row.verb for row in BOOK.rows)}
    assert all(one["title"] and one["asks"]["type"] == "object" for one in said)
