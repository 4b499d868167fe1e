import pytest

from services.intake.domain.mail.parameters import file_name, read_parameters
from services.intake.domain.mail.values import WarningCode


def raw(data: bytes) -> str:
    """A header as the parser keeps it."""
    return data.decode("ascii", "surrogateescape")


def name_of(header: str) -> str:
    return file_name(read_parameters(header)[1]).text


@pytest.mark.parametrize(
    "header",
    [
        "attachment; filename*=UTF-8''%E6%8F%90%E6%A1%88.pdf",
        "attachment; filename*0*=UTF-8''%E6%8F; filename*1*=%90%E6%A1; filename*2*=%88.pdf",
        "attachment; filename*1*=%90%E6%A1%88.pdf; filename*0*=UTF-8''%E6%8F",
        "attachment; filename*=x-unknown''%E6%8F%90%E6%A1%88.pdf",
        "attachment; filename*=iso-2022-jp''%1B%24BDs0F%1B%28B.pdf",
        "attachment; filename*=%E6%8F%90%E6%A1%88.pdf",
        'attachment; filename="=?UTF-8?B?5o+Q5qGILnBkZg==?="',
        "attachment; filename==?UTF-8?B?5o+Q5qGILnBkZg==?=",
        'attachment; filename="=?UTF-8?B?5o+Q?=\r\n =?UTF-8?B?5qGILnBkZg==?="',
        'attachment; filename*0="=?UTF-8?B?5o+Q"; filename*1="5qGILnBkZg==?="',
        'attachment; filename="%E6%8F%90%E6%A1%88.pdf"',
        "attachment; filename*0*=UTF-8''%E6%8F; filename*1=%90%E6%A1%88.pdf",
        "attachment; filename*=UTF-8''%25E6%258F%2590%25E6%25A1%2588.pdf",
        "attachment; filename=\"a.pdf\"; filename*=UTF-8''%E6%8F%90%E6%A1%88.pdf",
        'attachment; filename="&#25552;&#26696;.pdf"',
        "attachment; filename*0*=utf-8''%E6%8F%90\n filename*1*=utf-8'%E6%A1%88\n filename*2=.pdf",
        "(a comment) attachment; filename*=UTF-8''%E6%8F%90%E6%A1%88.pdf",
        raw("attachment; filename=提案.pdf".encode("cp932")),
        raw('attachment; filename="提案.pdf"'.encode("iso2022_jp")),
        raw('attachment; filename="提案.pdf"'.encode()),
    ],
)
def test_a_file_name_is_read_however_it_was_written(header: str) -> None:
    assert name_of(header) == "提案.pdf"


def test_a_windows_character_in_an_extended_name_is_no_poison() -> None:
    assert name_of("attachment; filename*=iso-2022-jp''%1B%24B%2D%21%1B%28B.pdf") == "①.pdf"


@pytest.mark.parametrize("header", ["", ";;;", "a; b", 'a; b="', "a; *=x; **=y; x*999*=z", "a; x*0*='''%%%", "=;=;="])
def test_no_parameter_list_is_broken_enough_to_raise(header: str) -> None:
    main, found, _ = read_parameters(header)

    assert isinstance(main, str)
    assert isinstance(found, dict)


@pytest.mark.parametrize(
    ("header", "main", "values"),
    [
        ("multipart/mixed boundary=abc", "multipart/mixed", {"boundary": "abc"}),
        ('multipart/mixed\n\tboundary="a b"', "multipart/mixed", {"boundary": "a b"}),
        ("text/plain charset=utf-8 format=flowed", "text/plain", {"charset": "utf-8", "format": "flowed"}),
        ("text/plain; charset=x-sjis, name=a.txt", "text/plain", {"charset": "x-sjis", "name": "a.txt"}),
        ("attachment; filename=my own file.pdf", "attachment", {"filename": "my own file.pdf"}),
        ("attachment; filename='提案.pdf'", "attachment", {"filename": "提案.pdf"}),
        ('text/plain; charset="x-sjis; format=flowed"', "text/plain", {"charset": "x-sjis", "format": "flowed"}),
        ("multipart/mixed; boundary='a'; charset='utf-8'", "multipart/mixed", {"boundary": "'a'", "charset": "utf-8"}),
        ("; filename=a.png", "", {"filename": "a.png"}),
        ("Text / Plain (a comment); charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ('text/plain; name="never closed; charset=utf-8', "text/plain", {"name": "never closed", "charset": "utf-8"}),
    ],
)
def test_parameters_are_found_where_the_marks_between_them_are_missing(
    header: str, main: str, values: dict[str, str]
) -> None:
    assert read_parameters(header)[:2] == (main, values)


def test_a_missing_segment_leaves_its_gap_and_is_told() -> None:
    found = read_parameters("attachment; filename*0*=UTF-8''%E6%8F%90; filename*2*=%E6%A1%88.pdf")

    assert (found.values, found.codes) == ({"filename": "提案.pdf"}, (WarningCode.NAME_DAMAGED,))


def test_a_wrong_charset_of_a_name_is_seen_through_and_told() -> None:
    found = read_parameters("attachment; filename*=iso-2022-jp''%E6%8F%90%E6%A1%88.pdf")

    assert (found.values, found.codes) == ({"filename": "提案.pdf"}, (WarningCode.CHARSET_GUESSED,))


def test_an_extended_value_under_the_plain_name_is_read() -> None:
    assert name_of("attachment; filename=\"utf-8''%E6%8F%90%E6%A1%88.pdf\"") == "提案.pdf"
