"""Signed and encrypted mail: what is signed is read, and said how far it holds; what is encrypted stays shut."""

import zlib
from collections.abc import Sequence

import pytest

from services.intake.domain.mail.make_up import Signature, SignatureState
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, WarningCode
from tests.intake.domain.mail.oracles.agreement import DATA, MISSING
from tests.intake.domain.mail.signing import (
    HEAD,
    Person,
    clear_signed,
    compressed,
    curve_key,
    encrypted,
    opaque,
    rsa_key,
    signed,
)

PART = "Content-Type: text/plain; charset=utf-8\r\n\r\n提案の本文です。\r\n".encode()
TEXT = "提案の本文です。"
ISSUER = "証明書の発行元が信頼できるかどうかは確かめていません。"
ARMOUR = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"


@pytest.fixture(scope="module")
def hanako() -> Person:
    return Person(rsa_key())


def states(parsed: ParsedMail) -> list[SignatureState]:
    return [one.state for one in parsed.make_up.signatures]


def codes(parsed: ParsedMail) -> set[WarningCode]:
    return {warning.code for warning in parsed.warnings}


def only(found: Sequence[Signature]) -> Signature:
    (one,) = found
    return one


def test_a_signature_that_fits_is_verified_and_says_what_that_means(hanako: Person) -> None:
    parsed = parse_mail(clear_signed(PART, signed(PART, hanako)))

    found = only(parsed.make_up.signatures)
    assert (found.state, found.signer) == (SignatureState.VERIFIED, "佐藤 花子 <hanako@kigyo.example.jp>")
    assert found.remarks == (ISSUER,)
    assert (parsed.text.strip(), codes(parsed)) == (TEXT, set())
    assert [file.name for file in parsed.attachments] == ["smime.p7s"]


@pytest.mark.parametrize("pss", [False, True])
def test_curves_and_both_paddings_are_understood(hanako: Person, *, pss: bool) -> None:
    people = [hanako] if pss else [Person(curve_key())]

    assert states(parse_mail(clear_signed(PART, signed(PART, *people, pss=pss)))) == [SignatureState.VERIFIED]


def test_line_ends_that_a_store_took_away_are_given_back(hanako: Person) -> None:
    stored = clear_signed(PART.replace(b"\r\n", b"\n"), signed(PART, hanako))

    assert states(parse_mail(stored)) == [SignatureState.VERIFIED]


@pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)
@pytest.mark.parametrize(
    "name",
    [
        "flanker/signed.eml",
        "mimekit/smime/thunderbird-signed.txt",
        "mimekit/smime/octet-stream-with-mixed-line-endings.dat",
    ],
)
def test_the_signatures_of_the_corpus_hold(name: str) -> None:
    assert states(parse_mail((DATA / name).read_bytes())) == [SignatureState.VERIFIED]


def test_an_altered_mail_is_a_mismatch_and_readable(hanako: Person) -> None:
    parsed = parse_mail(clear_signed(PART.replace("提案".encode(), "偽案".encode()), signed(PART, hanako)))

    assert states(parsed) == [SignatureState.MISMATCH]
    assert (parsed.text.strip(), WarningCode.SIGNATURE_MISMATCH in codes(parsed)) == ("偽案の本文です。", True)


def test_a_signature_by_another_key_is_a_mismatch(hanako: Person) -> None:
    structure = signed(PART, hanako)
    altered = structure[:-20] + bytes(20)

    assert states(parse_mail(clear_signed(PART, altered))) == [SignatureState.MISMATCH]


def test_every_signer_is_told(hanako: Person) -> None:
    other = Person(curve_key(), "other@kigyo.example.jp")

    parsed = parse_mail(clear_signed(PART, signed(PART, hanako, other)))

    assert sorted(one.remarks for one in parsed.make_up.signatures) == [
        (ISSUER,),
        (ISSUER, "証明書のメールアドレスが、差出人と異なります。"),
    ]


def test_a_certificate_that_had_ended_is_told() -> None:
    late = Person(rsa_key(), days=(-20, -10))

    found = only(parse_mail(clear_signed(PART, signed(PART, late))).make_up.signatures)

    assert found.remarks == (ISSUER, "署名に書かれた日時が、証明書の有効期間の外です。")


@pytest.mark.parametrize("parameters", [b"; smime-type=signed-data", b""])
@pytest.mark.parametrize(
    "media_type", [b"application/pkcs7-mime", b"application/x-pkcs7-mime", b"application/octet-stream"]
)
def test_what_is_wrapped_into_its_signature_is_read(hanako: Person, parameters: bytes, media_type: bytes) -> None:
    parsed = parse_mail(opaque(signed(PART, hanako, inside=True), parameters, media_type))

    assert (parsed.text.strip(), states(parsed), parsed.attachments) == (TEXT, [SignatureState.VERIFIED], ())


def test_compressed_mail_is_read() -> None:
    parsed = parse_mail(opaque(compressed(zlib.compress(PART)), b"; smime-type=compressed-data"))

    assert (parsed.text.strip(), parsed.is_shut) == (TEXT, False)


def test_a_compressed_bomb_stays_packed() -> None:
    parsed = parse_mail(opaque(compressed(zlib.compress(bytes(51_000_000)))))

    assert [file.name for file in parsed.attachments] == ["smime.p7m"]


def test_signatures_inside_each_other_end_at_the_depth_limit(hanako: Person) -> None:
    part = PART
    for _ in range(30):
        part = b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n" + signed(
            part, hanako, inside=True
        )

    parsed = parse_mail(HEAD + part)

    assert WarningCode.TOO_DEEP in codes(parsed)


def test_encrypted_mail_is_kept_shut_and_named(hanako: Person) -> None:
    structure = encrypted(PART, hanako)

    parsed = parse_mail(opaque(structure, b"; smime-type=enveloped-data"))

    assert (parsed.text, parsed.is_shut, WarningCode.ENCRYPTED in codes(parsed)) == ("", True, True)
    assert [(file.name, file.content) for file in parsed.attachments] == [("smime.p7m", structure)]


def test_encrypted_mail_inside_a_readable_one_is_no_reason_to_hold_it(hanako: Person) -> None:
    shut = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n" + encrypted(PART, hanako)
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
        + PART
        + b"\r\n--m\r\n"
        + shut
        + b"\r\n--m--\r\n"
    )

    parsed = parse_mail(raw)

    assert (parsed.text.strip(), parsed.make_up.encrypted, parsed.is_shut) == (TEXT, True, False)


@pytest.mark.parametrize("structure", [b"", b"no structure", b"\x30\x80" * 5_000, b"\x30\x84\xff\xff\xff\xff"])
def test_a_broken_structure_is_kept_as_it_came(structure: bytes) -> None:
    parsed = parse_mail(clear_signed(PART, structure))
    parcel = parse_mail(opaque(structure))

    assert (parsed.text.strip(), [file.content for file in parcel.attachments]) == (TEXT, [structure])


def test_a_part_that_is_signed_is_not_the_whole_mail(hanako: Person) -> None:
    inner = clear_signed(PART, signed(PART, hanako), head=b"")
    footer = b"Content-Type: text/plain\r\n\r\nfooter of a list"
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
        + inner
        + b"\r\n--m\r\n"
        + footer
        + b"\r\n--m--\r\n"
    )

    found = only(parse_mail(raw).make_up.signatures)

    assert found.remarks == (ISSUER, "メールの一部だけに対する署名です。")


def test_a_text_signed_with_pgp_is_read_without_its_armour() -> None:
    body = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n提案です。\n- -----\n- From here\n{ARMOUR}"

    parsed = parse_mail(HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode())

    assert parsed.text == "提案です。\n-----\nFrom here\n"
    assert [(file.name, file.content.decode()) for file in parsed.attachments] == [("signed-message.asc", body)]
    assert states(parsed) == [SignatureState.UNVERIFIED]


def test_a_text_encrypted_with_pgp_is_shut_unless_something_else_stands_there() -> None:
    armour = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----\n"

    alone = parse_mail(HEAD + b"\r\n" + armour)
    beside = parse_mail(HEAD + b"\r\nhello\n" + armour)

    assert (alone.is_shut, beside.is_shut, beside.text) == (True, False, "hello\n")
    assert [file.content for file in beside.attachments] == [armour]


def test_a_public_key_in_a_text_is_a_file() -> None:
    key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n"

    parsed = parse_mail(HEAD + b"\r\nhello\n" + key.encode())

    assert (parsed.text, [(file.name, file.content.decode()) for file in parsed.attachments]) == (
        "hello\n",
        [("public-key.asc", key)],
    )


def test_pgp_mime_is_read_when_signed_and_kept_when_encrypted() -> None:
    shut = (
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e\r\n\r\n'
        b"--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        b"--e\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\nhQEMA\r\n--e--\r\n"
    )

    signed_ = parse_mail(clear_signed(PART, ARMOUR.encode(), "application/pgp-signature"))
    encrypted_ = parse_mail(HEAD + shut)

    assert (signed_.text.strip(), states(signed_)) == (TEXT, [SignatureState.UNVERIFIED])
    assert (encrypted_.is_shut, [file.name for file in encrypted_.attachments][1:]) == (True, ["encrypted.asc"])


@pytest.mark.parametrize("mark", [b'; hp="cipher"', b'; protected-headers="v1"'])
@pytest.mark.parametrize(
    ("outer", "shown"), [(b"...", "本当の件名"), (b"[...]", "本当の件名"), (b"an outer one", "an outer one")]
)
def test_a_subject_under_the_signature_takes_the_place_of_one_that_stands_in(
    hanako: Person, mark: bytes, outer: bytes, shown: str
) -> None:
    head = b"From: a@b.example\r\nSubject: " + outer + b"\r\n"
    part = b"Content-Type: text/plain" + mark + "\r\nSubject: 本当の件名\r\n\r\nx\r\n".encode()

    assert parse_mail(clear_signed(part, signed(part, hanako), head=head)).subject == shown
