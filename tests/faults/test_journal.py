from pathlib import Path

from tests.faults.journal import Door, Journal, What, entries


def test_what_was_noted_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    one = Journal(tmp_path / "one.jsonl", client="one", door=Door.MAIL)
    other = Journal(tmp_path / "other.jsonl", client="other", door=Door.HTTP)

    one.note("a", What.INVOKE)
    other.note("b", What.INVOKE)
    one.note("a", What.OK, raw_id="raw", code=250)

    found = entries([tmp_path / "other.jsonl", tmp_path / "one.jsonl"])
    assert [(entry.client, entry.key, entry.what, entry.raw_id) for entry in found] == [
        ("one", "a", What.INVOKE, None),
        ("other", "b", What.INVOKE, None),
        ("one", "a", What.OK, "raw"),
    ]


def test_half_a_line_of_a_killed_client_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    Journal(path, client="one", door=Door.MAIL).note("a", What.INVOKE)

    with path.open("ab") as file:
        file.write(b'{"at": 1.0, "cli')

    assert [entry.key for entry in entries([path])] == ["a"]
