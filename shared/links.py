"""Secret links: the proposer's way to the status page, without an account.

The token is an HMAC over the proposal and its generation. A new generation makes every earlier link void. The
secret is known to intake (which checks) and notify (which writes mails), and never travels in a fact.
"""

import base64
import binascii
import hmac
from uuid import UUID

from shared.errors import Missing

_MAC_BYTES = 20


class WrongLink(Missing):
    """The link is not one of ours, or it was replaced by a newer one."""

    public_message = "このリンクは無効です。受付のメールに記載された最新のリンクをご確認ください。"


def _mac(secret: str, proposal_id: UUID, generation: int) -> bytes:
    said = b"status:" + proposal_id.bytes + generation.to_bytes(4, "big")
    return hmac.digest(secret.encode(), said, "sha256")[:_MAC_BYTES]


def status_token(secret: str, proposal_id: UUID, generation: int) -> str:
    """Return the token of a proposal's status page (48 characters)."""
    return base64.urlsafe_b64encode(proposal_id.bytes + _mac(secret, proposal_id, generation)).decode()


def proposal_of(token: str) -> UUID:
    """Return which proposal a token speaks of, unchecked; raise WrongLink when it is no token."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(token.encode("ascii"))[:16])
    except (ValueError, binascii.Error) as error:
        raise WrongLink from error


def check_token(secret: str, token: str, generation: int) -> UUID:
    """Return the proposal the token opens, or raise WrongLink."""
    proposal_id = proposal_of(token)
    if not hmac.compare_digest(status_token(secret, proposal_id, generation), token):
        raise WrongLink
    return proposal_id
