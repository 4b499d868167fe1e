"""The evaluation as a shell runs it, on texts of our own."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.routing.cli.evaluation_files import UnreadableRow
from services.routing.cli.suggest import NothingToEvaluate
from shared.cli.main import command
from shared.errors import Invalid

WORDS = {
    "roads": ("道路の舗装を補修する", "歩道の段差をなくす", "橋の点検を急ぐ", "道路の除雪を早める"),
    "forest": ("森林の間伐を進める", "木材の利用を広げる", "林道の手入れ", "森林の苗木を育てる"),
}
GOVERNMENTS = tuple(f"第{number}市" for number in range(12))
KEYS = ["n", "top1", "acceptable_top1", "top3", "macro_f1", "coverage_at_20_percent_error", "ms_per_text"]


def rows(governments: Iterable[str] = GOVERNMENTS, **fields: object) -> list[dict[str, Any]]:
    return [
        {"text": text, "policy_area": area, "acceptable_areas": [area], "government": name, "id": "x", **fields}
        for name in governments
        for area, texts in WORDS.items()
        for text in texts
    ]


def written(file: Path, lines: Iterable[dict[str, Any]]) -> str:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return str(file)


def suggest(*arguments: str) -> Result:
    return CliRunner().invoke(command("suggest"), ["suggest", *arguments])


def evaluate(*arguments: str) -> Result:
    return suggest("evaluate", *arguments)


def organisation(file: Path) -> str:
    units = [
        {"name": "土木部", "parent": None, "path": "土木部", "policy_area": None, "duties": []},
        {"name": "道路課", "parent": "土木部", "path": "土木部 > 道路課", "duties": ["道路の除雪", "道路の舗装", "橋"]},
        {"name": "森林課", "parent": None, "path": "森林課", "duties": ["森林の間伐", "森林の苗木", "森林の林道"]},
    ]
    file.write_text(json.dumps({"government": "澪野県", "units": units}), encoding="utf-8")
    return str(file)


def test_what_was_learned_from_one_file_is_measured_on_another(tmp_path: Path) -> None:
    train = written(tmp_path / "train.jsonl", rows())
    test = written(tmp_path / "test.jsonl", rows(["澪野県"]))

    said = evaluate("--train", train, "--test", test, "--json")

    found = json.loads(said.stdout)
    assert list(found) == KEYS
    assert found["n"] == 8
    assert found["ms_per_text"] > 0


def test_what_else_stands_in_a_row_is_ignored(tmp_path: Path) -> None:
    file = written(tmp_path / "all.jsonl", rows(["澪野県"], government=None, text_kind=3, routine_admin=None))

    said = evaluate("--train", file, "--test", file, "--json")

    assert json.loads(said.stdout)["n"] == 8


def test_routine_rows_are_left_out_and_a_person_is_told_how_many(tmp_path: Path) -> None:
    train = written(tmp_path / "train.jsonl", rows())
    test = written(tmp_path / "test.jsonl", [*rows(["澪野県"]), *rows(["澪野県"], routine_admin=True)])

    said = evaluate("--train", train, "--test", test)

    assert "8 rows left out (routine_admin)" in said.stdout
    assert json.loads(evaluate("--train", train, "--test", test, "--json").stdout)["n"] == 8


def test_folds_are_measured_one_by_one_with_titles_and_descriptions_apart(tmp_path: Path) -> None:
    lines = rows(GOVERNMENTS * 9, text_kind="verbatim_title")
    lines += rows(GOVERNMENTS * 6, text_kind="verbatim_title_and_description")
    file = written(tmp_path / "all.jsonl", lines)

    found = json.loads(evaluate("--folds", "3", file, "--json").stdout)

    assert (found["n"], found["titles"]["n"], found["descriptions"]["n"], found["left_out"]) == (1440, 864, 576, 0)
    assert sorted(name for fold in found["folds"] for name in fold["governments"]) == sorted(GOVERNMENTS)
    assert min(fold["n"] for fold in found["folds"]) >= 300
    for part in (found, found["titles"], found["descriptions"]):
        assert list(part["mean"]) == list(part["worst"]) == KEYS[1:]
        assert part["worst"]["ms_per_text"] >= part["mean"]["ms_per_text"]
        assert [list(fold) for fold in part["folds"]] == [["governments", *KEYS]] * len(part["folds"])


def test_the_folds_are_a_table_for_a_person(tmp_path: Path) -> None:
    said = evaluate("--folds", "3", written(tmp_path / "all.jsonl", rows(GOVERNMENTS * 15)))

    assert said.exit_code == 0
    assert "all: mean" in said.stdout
    assert "titles" not in said.stdout


def test_sections_of_an_organisation_are_found_from_what_is_left(tmp_path: Path) -> None:
    file = organisation(tmp_path / "tree.json")

    (found,) = json.loads(evaluate("--organisation", file, "--json").stdout)["organisations"]

    assert list(found) == ["government", "sections", *KEYS]
    assert (found["government"], found["sections"], found["n"]) == ("澪野県", 2, 2)


def test_what_decisions_change_is_measured_and_taken_back(tmp_path: Path) -> None:
    tree = organisation(tmp_path / "tree.json")
    lines = [{**one, "text": f"{one['text']}{number}"} for number, one in enumerate(rows(GOVERNMENTS * 2))]

    said = suggest("learning", written(tmp_path / "all.jsonl", lines), "--organisation", tree, "--json")

    found = json.loads(said.stdout)
    assert list(found) == ["government", "mean_gain", "least_gain", "restored", "divisions"]
    assert [(one["area"], one["decided"], one["n"]) for one in found["divisions"]] == [
        ("forest", 30, 30),
        ("roads", 30, 30),
    ]
    assert found["restored"] is True


def test_too_few_texts_to_decide_are_told(tmp_path: Path) -> None:
    file = written(tmp_path / "all.jsonl", rows())

    said = suggest("learning", file, "--organisation", organisation(tmp_path / "tree.json"))

    assert str(said.exception) == f"{file}: no area in it has enough different texts"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "道路", "policy_area": "roads"}', "line 2: acceptable_areas: Field required"),
        ('{"text": 3, "policy_area": "roads", "acceptable_areas": []}', "line 2: text: Input should be a valid string"),
        ("[]", "line 2: Input should be an object"),
        ("道路", "line 2: Invalid JSON: expected value at line 1 column 1"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_not_repeated(tmp_path: Path, line: str, said: str) -> None:
    train = written(tmp_path / "train.jsonl", rows())
    Path(train).write_text(Path(train).read_text(encoding="utf-8").splitlines()[0] + "\n" + line, encoding="utf-8")

    result = evaluate("--train", train, "--test", train, "--json")

    assert isinstance(result.exception, UnreadableRow)
    assert str(result.exception) == f"{train} {said}"
    assert (result.exit_code, result.stdout) == (1, "")


def test_letters_of_another_encoding_are_named_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "sjis.jsonl"
    file.write_bytes(json.dumps(rows()[0], ensure_ascii=False).encode("shift_jis"))

    result = evaluate("--train", str(file), "--test", str(file))

    assert str(result.exception).startswith(f"{file} line 1: Invalid JSON")


def test_folds_need_to_know_whose_a_text_is(tmp_path: Path) -> None:
    file = written(tmp_path / "all.jsonl", [{**rows()[0], "government": ""}])

    result = evaluate("--folds", "5", file)

    assert str(result.exception).startswith(f"{file} line 1: government: ")


def test_an_empty_file_and_too_few_rows_are_told(tmp_path: Path) -> None:
    empty = written(tmp_path / "empty.jsonl", [])
    few = written(tmp_path / "few.jsonl", rows(["澪野県"]))
    routine = written(tmp_path / "routine.jsonl", rows(routine_admin=True))

    said = [
        str(evaluate(*arguments).exception)
        for arguments in (
            ("--train", empty, "--test", few),
            ("--folds", "5", few),
            ("--train", few, "--test", routine),
            ("--organisation", few),
        )
    ]

    assert said[:3] == [
        f"{empty}: no rows in it",
        f"{few}: too few rows or governments for two folds",
        f"{routine}: all rows in it are routine ones",
    ]
    assert said[3].startswith(f"{few}: Invalid JSON")


@pytest.mark.parametrize(
    "arguments", [(), ("--train", "x"), ("--folds", "5"), ("x",), ("--train", "x", "--test", "x", "--folds", "5", "x")]
)
def test_half_a_question_is_told_what_is_missing(arguments: tuple[str, ...]) -> None:
    result = evaluate(*arguments)

    assert isinstance(result.exception, NothingToEvaluate)
    assert isinstance(result.exception, Invalid)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = evaluate("--train", str(tmp_path / "no.jsonl"), "--test", str(tmp_path / "no.jsonl"))

    assert isinstance(result.exception, FileNotFoundError)
    assert result.exception.filename == str(tmp_path / "no.jsonl")
