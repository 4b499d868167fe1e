"""Secret links: the way to a page of one's own, without an account.

A token is an HMAC over what it opens and a generation. A new generation makes every earlier link void. The status
page of a proposal and that of a registration for a forum are checked by intake, the answer page of an offer by
routing; notify writes them into mails.
The secret never travels in a fact.
"""

import base64
import binascii
import hmac
from uuid import UUID

from shared.errors import Missing

_MAC_BYTES = 20
_STATUS = b"status:"
_OFFER = b"offer:"
_REGISTRATION = b"registration:"


class WrongLink(Missing):
    """The link is not one of ours, or it was replaced by a newer one."""

    public_message = "このリンクは無効です。お送りした最新のメールに記載されたリンクをご確認ください。"


def status_token(secret: str, proposal_id: UUID, generation: int) -> str:
    """Return the token of a proposal's status page (48 characters)."""
    return _token(secret, _STATUS, proposal_id, generation)


def proposal_of(token: str) -> UUID:
    """Return which proposal a token speaks of, unchecked; raise WrongLink when it is no token."""
    return _named_in(token)


def check_token(secret: str, token: str, generation: int) -> UUID:
    """Return the proposal the token opens, or raise WrongLink."""
    return _checked(secret, _STATUS, token, generation)


def offer_token(secret: str, offer_id: UUID, generation: int = 1) -> str:
    """Return the token of the page on which a company answers an offer (48 characters)."""
    return _token(secret, _OFFER, offer_id, generation)


def offer_of(token: str) -> UUID:
    """Return which offer a token speaks of, unchecked; raise WrongLink when it is no token."""
    return _named_in(token)


def check_offer_token(secret: str, token: str, generation: int = 1) -> UUID:
    """Return the offer the token opens, or raise WrongLink; a token of a status page opens none."""
    return _checked(secret, _OFFER, token, generation)


def registration_token(secret: str, registration_id: UUID, generation: int) -> str:
    """Return the token of the page on which somebody changes a registration (48 characters)."""
    return _token(secret, _REGISTRATION, registration_id, generation)


def registration_of(token: str) -> UUID:
    """Return which registration a token speaks of, unchecked; raise WrongLink when it is no token."""
    return _named_in(token)


def check_registration_token(secret: str, token: str, generation: int) -> UUID:
    """Return the registration the token opens, or raise WrongLink; a token of another page opens none."""
    return _checked(secret, _REGISTRATION, token, generation)


def _token(secret: str, kind: bytes, which: UUID, generation: int) -> str:
    said = kind + which.bytes + generation.to_bytes(4, "big")
    mac = hmac.digest(secret.encode(), said, "sha256")[:_MAC_BYTES]
    return base64.urlsafe_b64encode(which.bytes + mac).decode()


def _named_in(token: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(token.encode("ascii"))[:16])
    except (ValueError, binascii.Error) as error:
        raise WrongLink from error


def _checked(secret: str, kind: bytes, token: str, generation: int) -> UUID:
    which = _named_in(token)
    if not hmac.compare_digest(_token(secret, kind, which, generation), token):
        raise WrongLink
    return which
