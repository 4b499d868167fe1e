"""What the door answers: a code, an enhanced status and an English sentence for the server that delivers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """One SMTP reply (RFC 5321) with its enhanced status (RFC 3463)."""

    code: int
    status: str
    text: str

    @property
    def line(self) -> str:
        """The reply as one line, without its end."""
        return f"{self.code} {self.status} {_one_line(self.text)}"

    @property
    def is_temporary(self) -> bool:
        """Tell whether the server should try again later."""
        return self.code // 100 == 4  # noqa: PLR2004 - the class of the code.


def _one_line(text: str) -> str:
    return "".join(character for character in text if " " <= character <= "~")[:400]


ACCEPTED = Reply(250, "2.0.0", "Message accepted for delivery")
SENDER_OK = Reply(250, "2.1.0", "Sender OK")
RECIPIENT_OK = Reply(250, "2.1.5", "Recipient OK")
NO_SUCH_RECIPIENT = Reply(550, "5.1.1", "No such recipient here")
TOO_MANY_RECIPIENTS = Reply(452, "4.5.3", "Too many recipients, send the rest in another transaction")
TOO_LARGE = Reply(552, "5.3.4", "Message size exceeds the fixed maximum message size")
TRY_LATER = Reply(451, "4.3.0", "Temporary failure, try again later")
CLOSING = Reply(421, "4.3.2", "Service is closing, try again later")
TOO_MANY_SESSIONS = Reply(421, "4.7.0", "Too many sessions, try again later")
