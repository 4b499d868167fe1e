"""A request that is sent again after its answer was lost: what its key may be, and what is refused under a used one."""

from typing import Final

from shared.errors import Invalid

# Visible ASCII; what a program makes of it (a number, a UUID) is its own.
KEY_PATTERN: Final = r"^[\x21-\x7e]{1,255}$"


def plain_key(sent: str) -> str:
    """Return a key without the quotes of a structured field, with which it may be sent or not."""
    return sent.strip().strip('"')


class KeyReused(Invalid):
    """The key was used before for another request."""

    http_status = 422
    public_message = "この Idempotency-Key は、別の内容の送信で使われています。新しい値を付けてお送りください。"
