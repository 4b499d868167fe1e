"""Check one signer of a CMS structure: his signature over these bytes, by the key of his certificate.

Who issued the certificate is not checked: that takes a store of roots an office trusts, which is no part of the desk.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

from services.intake.domain.mail.make_up import Signature, SignatureKind, SignatureState

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_OLD = frozenset({"md5", "sha1"})
_ISSUER = "証明書の発行元が信頼できるかどうかは確かめていません。"
_BROKEN = (ValueError, TypeError, KeyError, UnsupportedAlgorithm, x509.InvalidVersion)


def check_signer(signer: cms.SignerInfo, certificates: Sequence[asn1_x509.Certificate], content: bytes) -> Signature:
    """Return what can be said of this signer; what cannot be checked is unverified, and says why."""
    certificate = next((one for one in certificates if _is_of(signer, one)), None)
    if certificate is None:
        return _unverified("署名者の証明書が付いていません。")
    signed = _signed_bytes(signer, content)
    if signed is None:
        return _said(certificate, SignatureState.MISMATCH, "署名のあとで、内容が書き換えられています。")
    try:
        _verify(signer, certificate, signed)
    except InvalidSignature:
        return _said(certificate, SignatureState.MISMATCH, "署名が、署名者の証明書と合いません。")
    except _BROKEN:
        return _said(certificate, SignatureState.UNVERIFIED, "この方式の署名は確かめられません。")
    return _said(certificate, SignatureState.VERIFIED, _ISSUER, *_remarks(signer, certificate))


def _is_of(signer: cms.SignerInfo, certificate: asn1_x509.Certificate) -> bool:
    sid = signer["sid"]
    if sid.name == "issuer_and_serial_number":
        wanted = sid.chosen
        same = wanted["serial_number"].native == certificate.serial_number
        return bool(same and wanted["issuer"].dump() == certificate.issuer.dump())
    return bool(sid.chosen.native == certificate.key_identifier)


def _signed_bytes(signer: cms.SignerInfo, content: bytes) -> bytes | None:
    """Return the bytes the signature is over; None when they tell of another content."""
    attributes = signer["signed_attrs"]
    if not attributes:
        return content
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, content, usedforsecurity=False).digest()
    if _attribute(signer, "message_digest") != digest:
        return None
    # Signed as a SET, stored under a tag of its own (RFC 5652, 5.4).
    return b"\x31" + bytes(attributes.dump()[1:])


def _attribute(signer: cms.SignerInfo, name: str) -> object:
    for one in signer["signed_attrs"]:
        if one["type"].native == name and len(one["values"]) == 1:
            return one["values"][0].native
    return None


def _verify(signer: cms.SignerInfo, certificate: asn1_x509.Certificate, signed: bytes) -> None:
    """Raise InvalidSignature when the signature is not of this key over these bytes."""
    key = x509.load_der_x509_certificate(certificate.dump()).public_key()
    signature = signer["signature"].native
    algorithm = signer["signature_algorithm"]
    hash_ = _HASHES[signer["digest_algorithm"]["algorithm"].native]()
    match key:
        case rsa.RSAPublicKey() if algorithm["algorithm"].native == "rsassa_pss":
            key.verify(signature, signed, *_pss(algorithm["parameters"]))
        case rsa.RSAPublicKey():
            key.verify(signature, signed, padding.PKCS1v15(), hash_)
        case ec.EllipticCurvePublicKey():
            key.verify(signature, signed, ec.ECDSA(hash_))
        case dsa.DSAPublicKey():
            key.verify(signature, signed, hash_)
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            key.verify(signature, signed)
        case _:
            raise UnsupportedAlgorithm("a key of an unknown kind")


def _pss(parameters: Any) -> tuple[padding.PSS, hashes.HashAlgorithm]:
    hash_ = _HASHES[parameters["hash_algorithm"]["algorithm"].native]()
    mask = _HASHES[parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native]()
    return padding.PSS(mgf=padding.MGF1(mask), salt_length=parameters["salt_length"].native), hash_


def _remarks(signer: cms.SignerInfo, certificate: asn1_x509.Certificate) -> list[str]:
    found = []
    signed_at = _attribute(signer, "signing_time")
    validity = certificate["tbs_certificate"]["validity"]
    begins, ends = validity["not_before"].native, validity["not_after"].native
    if isinstance(signed_at, datetime) and not begins <= signed_at <= ends:
        found.append("署名に書かれた日時が、証明書の有効期間の外です。")
    if signer["digest_algorithm"]["algorithm"].native in _OLD:
        found.append("古い方式（MD5 又は SHA-1）の署名です。")
    return found


def _said(certificate: asn1_x509.Certificate, state: SignatureState, *remarks: str) -> Signature:
    subject = certificate.subject.native
    name = subject.get("common_name") or subject.get("organization_name") or ""
    addresses = _addresses(certificate)
    shown = f"{name} <{addresses[0]}>" if addresses and addresses[0] != name else str(name)
    return Signature(
        kind=SignatureKind.SMIME, state=state, signer=shown[:200], addresses=addresses, remarks=tuple(remarks)
    )


def _addresses(certificate: asn1_x509.Certificate) -> tuple[str, ...]:
    found = [certificate.subject.native.get("email_address")]
    names = certificate.subject_alt_name_value
    found += [one.native for one in names or () if one.name == "rfc822_name"]
    return tuple(dict.fromkeys(str(one).lower() for one in found if one))


def _unverified(remark: str) -> Signature:
    return Signature(kind=SignatureKind.SMIME, state=SignatureState.UNVERIFIED, remarks=(remark,))
