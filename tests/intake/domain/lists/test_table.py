import pytest

from services.intake.domain.lists.table import Row, read_table
from services.intake.domain.lists.words import MAX_ROWS, UnreadableList


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableList) as error:
        read_table(content)
    return error.value.public


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_list_is_read_in_every_encoding_an_office_saves(encoding: str) -> None:
    table = read_table("提案名,概要\r\n髙橋①の案,～話～\r\n".encode(encoding))

    assert table.rows == (Row(line=1, cells=("提案名", "概要")), Row(line=2, cells=("髙橋①の案", "～話～")))
    assert table.encoding == encoding


@pytest.mark.parametrize(("delimiter", "text"), [(",", "a,b\n"), ("\t", "a\tb,c\td\n"), (";", "a;b;c,d\n")])
def test_the_first_line_tells_what_parts_the_cells(delimiter: str, text: str) -> None:
    assert read_table(text.encode()).delimiter == delimiter


def test_a_row_is_named_by_the_line_it_begins_on_and_empty_rows_are_left_out() -> None:
    table = read_table(b'"a\nb",c\n,\n\nd,e\n')

    assert [(row.line, row.cells) for row in table.rows] == [(1, ("a\nb", "c")), (5, ("d", "e"))]


def test_a_letter_no_encoding_knows_names_its_line() -> None:
    told = [refused("提案名\n一\n".encode(encoding) + b"\xff\xff\n") for encoding in ("utf-8", "cp932")]

    assert [one.partition("。")[0] for one in told] == ["3行目に、UTF-8 でも Shift_JIS でも読めない文字があります"] * 2


def test_a_quote_that_is_never_closed_names_its_line() -> None:
    assert refused(b'a,b\nc,d\n"e,f\ng,h\n').startswith("3行目から始まる引用符")


def test_a_quote_inside_a_cell_hurts_nobody() -> None:
    assert read_table(b'a"b,"c"d\n').rows[0].cells == ('a"b', "cd")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ファイルに何も書かれていません。"),
        (b" , \n", "ファイルに何も書かれていません。"),
        (b"x\n" * (MAX_ROWS + 2), "一度に取り込めるのは10,000行までです。"),
        (b"," * 201 + b"x\n", "1行目の列が200を超えています。"),
        (b"x" * 200_000 + b"\n", "1行目を読み取れません。"),
        (b"\xd0\xcf\x11\xe0rest", "旧形式のExcel"),
        (b"PK\x03\x04broken", "一覧として読み取れませんでした。"),
    ],
)
def test_what_is_too_much_or_no_list_is_refused_in_clear_words(content: bytes, words: str) -> None:
    assert refused(content).startswith(words)
