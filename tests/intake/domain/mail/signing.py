"""Keys, certificates and S/MIME mails, made by us when the tests run."""

from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

ADDRESS = "hanako@kigyo.example.jp"
HEAD = b"From: " + ADDRESS.encode() + b"\r\nSubject: =?UTF-8?B?5o+Q5qGI?=\r\nMIME-Version: 1.0\r\n"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Person:
    """Somebody who signs."""

    def __init__(self, key: Key, address: str = ADDRESS, *, days: tuple[int, int] = (-1, 365)) -> None:
        self.key = key
        begins, ends = (datetime.now(UTC) + timedelta(days=each) for each in days)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "佐藤 花子")])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
            .sign(key, hashes.SHA256())
        )


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Return one key for all tests: making one takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def curve_key() -> ec.EllipticCurvePrivateKey:
    """Return another kind of key."""
    return ec.generate_private_key(ec.SECP256R1())


def signed(content: bytes, *people: Person, inside: bool = False, pss: bool = False) -> bytes:
    """Return the CMS structure that signs *content*, which stands inside it or not."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    for one in people:
        how = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32) if pss else None
        builder = builder.add_signer(one.certificate, one.key, hashes.SHA256(), rsa_padding=how)
    options = [pkcs7.PKCS7Options.Binary, *([] if inside else [pkcs7.PKCS7Options.DetachedSignature])]
    return builder.sign(serialization.Encoding.DER, options)


def encrypted(content: bytes, person: Person) -> bytes:
    """Return the CMS structure that only *person* can open."""
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(content).add_recipient(person.certificate)
    return builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def compressed(packed: bytes) -> bytes:
    """Return the CMS structure that holds *packed*."""
    data = cms.CompressedData(
        {
            "version": "v0",
            "compression_algorithm": {"algorithm": "zlib"},
            "encap_content_info": {"content_type": "data", "content": packed},
        }
    )
    found: bytes = cms.ContentInfo({"content_type": "compressed_data", "content": data}).dump()
    return found


def clear_signed(
    part: bytes, structure: bytes, media_type: str = "application/pkcs7-signature", head: bytes = HEAD
) -> bytes:
    """Return a multipart/signed of *part* and *structure*."""
    kind = b'Content-Type: multipart/signed; protocol="' + media_type.encode() + b'"; boundary=s\r\n\r\n'
    signature = b"Content-Type: " + media_type.encode() + b'; name="smime.p7s"\r\n\r\n' + structure
    return head + kind + b"--s\r\n" + part + b"\r\n--s\r\n" + signature + b"\r\n--s--\r\n"


def opaque(structure: bytes, parameters: bytes = b"", media_type: bytes = b"application/pkcs7-mime") -> bytes:
    """Return a mail whose only part is *structure*."""
    kind = b"Content-Type: " + media_type + parameters + b'; name="smime.p7m"\r\n'
    return HEAD + kind + b"Content-Disposition: attachment; filename=smime.p7m\r\n\r\n" + structure
