import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from docx import Document

from deploy.sample.proposals import (
    INTAKE_ADDRESS,
    department_wish,
    form_values,
    gateway_payload,
    outlook_mail,
    utf8_mail,
)
from shared.scheme.form import check_form
from shared.scheme.gateway_mapping import map_payload
from shared.scheme.load import load_gateways, load_schemes
from shared.scheme.model import DeskScheme
from tests.deploy.sample.windows import from_windows_jis

DESKS = Path(__file__).parents[3] / "deploy" / "desks"


@pytest.fixture
def scheme() -> DeskScheme:
    return load_schemes(DESKS)["miono"]


def sheet_of(mail: bytes) -> tuple[str, dict[str, str]]:
    """Return the heading and the rows of the Word sheet attached to *mail*."""
    message = message_from_bytes(mail, policy=policy.compat32)
    parts = message.get_payload()
    assert isinstance(parts, list)
    assert isinstance(parts[1], Message)
    content = parts[1].get_payload(decode=True)
    assert isinstance(content, bytes)
    document = Document(BytesIO(content))
    rows = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    return document.paragraphs[0].text, rows


def test_the_mails_are_the_same_bytes_every_time() -> None:
    assert (outlook_mail(), utf8_mail()) == (outlook_mail(), utf8_mail())


def test_the_outlook_mail_carries_windows_cells_in_seven_bits() -> None:
    head, text = outlook_mail().split(b"7bit\r\n\r\n", 1)
    body = from_windows_jis(text.split(b"\r\n\r\n------=", 1)[0])

    assert (head + text).isascii()
    assert sorted(set(body) & set("①②③㈱髙～㎡№Ⅱ")) == sorted("①②③㈱髙～㎡№Ⅱ")


def test_the_plain_codec_of_python_cannot_read_the_outlook_mail() -> None:
    text = outlook_mail().split(b"7bit\r\n\r\n", 1)[1].split(b"\r\n\r\n------=", 1)[0]

    with pytest.raises(UnicodeDecodeError):
        text.decode("iso2022_jp")


def test_the_subject_of_the_outlook_mail_is_folded_into_whole_words() -> None:
    subject = outlook_mail().split(b"Subject: ", 1)[1].split(b"\r\nDate:", 1)[0]
    words = [re.fullmatch(rb"=\?iso-2022-jp\?B\?([^?]+)\?=", word) for word in subject.split(b"\r\n ")]

    assert [word is not None and len(word[0]) <= 75 for word in words] == [True] * len(words)
    assert len(words) == 3


def test_the_sheet_of_the_outlook_mail_has_a_japanese_name_in_parts() -> None:
    pieces = re.findall(rb"filename\*\d+\*=(?:iso-2022-jp'')?([^;\r]+)", outlook_mail())

    assert from_windows_jis(unquote_to_bytes(b"".join(pieces))) == "様式１_連携提案書（㈱髙波水産技研）.docx"


def test_the_sheet_of_the_outlook_mail_opens_in_word() -> None:
    title, rows = sheet_of(outlook_mail())

    assert (title, rows["提案者名（団体名）"]) == (
        "澪野県公民連携デスク　連携提案書（様式１）",
        "㈱髙波水産技研",
    )


def test_the_sheet_asks_what_the_form_asks_and_one_thing_more(scheme: DeskScheme) -> None:
    labels = {field.label for field in scheme.form.fields}

    _, rows = sheet_of(outlook_mail())

    assert set(rows) - labels == {"貴県で知り合った職員"}


def test_the_utf8_mail_reads_as_it_was_written() -> None:
    mail = message_from_bytes(utf8_mail(), policy=policy.default)
    assert isinstance(mail, EmailMessage)

    text = mail.get_content()

    assert (mail["To"], "𠮷田" in text, "🍙" in text) == (INTAKE_ADDRESS, True, True)


def test_every_proposal_is_long_enough_to_be_real_and_short_enough_to_read() -> None:
    texts = Path(__file__).parents[3] / "deploy" / "sample" / "texts"
    letters = [len((texts / f"{name}.txt").read_text(encoding="utf-8")) for name in ("outlook_mail", "utf8_mail")]
    forms = [form_values(), department_wish()["values"]]
    columns = [column["value"] for column in gateway_payload()["record"].values()]
    typed = [sum(len(value) for value in form.values() if isinstance(value, str)) for form in forms]

    lengths = [*letters, *typed, sum(len(value) for value in columns if isinstance(value, str))]

    assert [300 <= length <= 1500 for length in lengths] == [True] * 5


def test_the_intake_address_belongs_to_the_sample_desk(scheme: DeskScheme) -> None:
    assert scheme.intake_addresses[0] == INTAKE_ADDRESS


def test_the_form_values_pass_the_check(scheme: DeskScheme) -> None:
    result = check_form(scheme, form_values())

    assert (result.errors, result.unknown) == ({}, {})
    assert (result.values["corporate_number"], result.values["contact_phone"]) == ("2999901000022", "000-821-7730")
    assert result.protected == frozenset({"means", "other_governments"})


def test_the_gateway_payload_passes_the_check_and_keeps_its_own_columns(scheme: DeskScheme) -> None:
    mapping = load_gateways(DESKS / "gateways", {scheme.desk_id: scheme})["kintone"]

    form = map_payload(mapping, gateway_payload())

    assert check_form(scheme, form.values).errors == {}
    assert form.delivery_id == "6f0d5c1e-5a53-4f0e-9d3b-2d1c7b8e4a10"
    assert [name for name in form.unknown if name.startswith("/record/") and "$" not in name] == [
        "/record/協力を約束した団体",
        "/record/希望する連絡の時間帯",
        "/record/添付ファイル",
    ]


def test_the_wish_of_the_department_passes_the_check(scheme: DeskScheme) -> None:
    wish = department_wish()

    result = check_form(scheme, wish["values"])

    assert (result.errors, result.unknown, result.values["proposer_kind"]) == ({}, {}, "department")


def test_the_signed_gateway_takes_the_form_as_it_is(scheme: DeskScheme) -> None:
    mapping = load_gateways(DESKS / "gateways", {scheme.desk_id: scheme})["json"]
    values: dict[str, Any] = {key: value for key, value in form_values().items() if "." not in key}

    form = map_payload(mapping, {"proposal": values | {"oath": True, "privacy": True}}, {"webhook-id": "msg_1"})

    assert (check_form(scheme, form.values).errors, form.unknown, form.delivery_id) == ({}, {}, "msg_1")
