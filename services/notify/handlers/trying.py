"""Send one mail now, so that whoever sets an installation up sees whether mail leaves the house."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.mail import message_id_of
from services.notify.mailer.letter import AutomaticMail, seal
from services.notify.ports import Accepted, Later, MailServer, Refusal
from shared.ids import new_id
from shared.mail_relay import Relay, RelayTrouble, trouble_with
from shared.scheme.model import DeskScheme

_BODY = """このメールは、{desk}のシステムからの送信の試験です。

このメールが届いていれば、受付のお知らせなどのメールも同じ経路で送信されます。
このメールへの対応は必要ありません。

{signature}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of the mail: the server's code, or what kept it from being asked."""

    taken: bool
    code: int | None = None
    trouble: RelayTrouble | None = None


async def try_out(relay: Relay, server: MailServer, scheme: DeskScheme, to: str, *, now: datetime) -> Tried:
    """Return whether *server* took the mail; raise UnusableAddress. Nothing is repeated and nothing is recorded."""
    sender = scheme.sender
    letter = seal(
        AutomaticMail(
            sender_name=sender.name,
            sender_address=sender.address,
            recipient=to,
            subject=f"【送信の試験】{scheme.name}",
            body=_BODY.format(desk=f"{scheme.prefecture}{scheme.name}", signature=sender.signature),
            message_id=message_id_of(new_id(), sender.address),
            written_at=now,
            loop_mark=scheme.desk_id,
            # Some servers that ask who sends take no mail without an address to report to.
            return_path=sender.address,
        )
    )
    trouble = await trouble_with(relay)
    if trouble is not None:
        return Tried(taken=False, trouble=trouble)
    async with server.conversation() as conversation:
        answer = await conversation.hand_over(letter)
    code = answer.code if isinstance(answer, Accepted | Later | Refusal) else None
    return Tried(taken=isinstance(answer, Accepted), code=code)
