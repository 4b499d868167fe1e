"""Speak with an IMAP server: what lies in a folder, its bytes, moving it away, and waiting for more.

Everything here blocks and belongs into a thread of its own.
"""

import imaplib
import re
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError
from imap_tools.utils import encode_folder

from services.intake.domain.mailbox import Lying, MailboxTrouble
from shared.errors import Temporary
from shared.scheme.mailbox import Mailbox

ANSWER_SECONDS: Final = 30.0
_SLICE_SECONDS: Final = 0.5
_IN_ONE_COMMAND: Final = 200
_UID: Final = re.compile(rb"UID (\d+)")
_OCTETS: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxAway(Temporary):
    """The mailbox cannot be used now; *trouble* says why."""

    def __init__(self, trouble: MailboxTrouble) -> None:
        """Keep the kind of trouble and nothing of what the server said."""
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How to sign in; *certificates* is a file of authorities beside those the system knows."""

    mailbox: Mailbox
    password: str = field(repr=False)
    certificates: Path | None = None


class ImapConversation:
    """One connection, signed in, with the desk's folder selected; made by `talking_with`."""

    def __init__(self, box: BaseMailBox, mailbox: Mailbox) -> None:
        """Speak through *box*."""
        self._box = box
        self._mailbox = mailbox
        self._capabilities = frozenset(str(box.client.capability()[1][0], "ascii", "replace").upper().split())

    @property
    def knows_idle(self) -> bool:
        """Tell whether the server says by itself that something came."""
        return "IDLE" in self._capabilities

    def look(self) -> tuple[int, list[Lying]]:
        """Return the validity of the folder's numbers and what lies in it, the oldest first.

        What a person has marked as deleted is theirs and left alone.
        """
        with _troubles():
            self._box.folder.set(self._mailbox.folder)
            validity = int(self._box.client.response("UIDVALIDITY")[1][0] or 0)
            uids = sorted(map(int, self._box.uids("UNDELETED", charset=None)))
            sizes: dict[int, int] = {}
            for some in _chunks(uids):
                sizes |= dict(_sizes(self._fetch(_set_of(some), "(UID RFC822.SIZE)")))
        return validity, [Lying(uid=uid, size_bytes=sizes[uid]) for uid in uids if uid in sizes]

    def fetch(self, uid: int, *, headers_only: bool = False) -> bytes | None:
        """Return the bytes of a mail without marking it as read, or None when it is gone."""
        with _troubles():
            parts = self._fetch(str(uid), "(BODY.PEEK[HEADER])" if headers_only else "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)

    def put_away(self, uids: Sequence[int], folder: str) -> None:
        """Move mails into *folder*, made where it is missing; nothing goes from here before it is there."""
        with _troubles():
            if uids:
                self._make(folder)
            for some in _chunks(uids):
                if "MOVE" in self._capabilities:
                    _ok(self._box.client.uid("MOVE", _set_of(some), self._name(folder)))
                else:
                    self._copy_and_delete(some, folder)

    def wait(self, seconds: float, stopped: threading.Event) -> None:
        """Wait until something comes, at most so long; return at once when *stopped*."""
        with _troubles():
            self._box.idle.start()  # type: ignore[no-untyped-call]  # the library's own
            end = time.monotonic() + seconds
            while not stopped.is_set() and time.monotonic() < end:
                begun = time.monotonic()
                if self._box.idle.poll(timeout=_SLICE_SECONDS) or time.monotonic() - begun < _SLICE_SECONDS / 2:
                    # Something came, or the connection has gone: saying that we wait no longer shows which.
                    break
            self._box.idle.stop()  # type: ignore[no-untyped-call]  # the same

    def _copy_and_delete(self, uids: Sequence[int], folder: str) -> None:
        client = self._box.client
        _ok(client.uid("COPY", _set_of(uids), self._name(folder)))
        _ok(client.uid("STORE", _set_of(uids), "+FLAGS.SILENT", r"(\Deleted)"))
        # A plain EXPUNGE would also take what people have marked; without UIDPLUS it stays, marked, and is not taken.
        if "UIDPLUS" in self._capabilities:
            _ok(client.uid("EXPUNGE", _set_of(uids)))

    def _make(self, folder: str) -> None:
        if not self._box.folder.exists(folder):
            self._box.folder.create(folder)
            # So that people see it in their mail program.
            self._box.folder.subscribe(folder, value=True)

    def _fetch(self, uids: str, parts: str) -> list[Any]:
        answer = self._box.client.uid("FETCH", uids, parts)
        return [part for part in _ok(answer) if part is not None]

    def _name(self, folder: str) -> str:
        return str(encode_folder(folder), "ascii")


@contextmanager
def talking_with(account: Account) -> Iterator[ImapConversation]:
    """Connect, sign in, and say goodbye in the end; raise MailboxAway."""
    with _troubles():
        box = _connected(account)
    try:
        with _troubles():
            _sign_in(box, account)
            conversation = ImapConversation(box, account.mailbox)
        yield conversation
    finally:
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            box.client.sock.settimeout(2.0)
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _connected(account: Account) -> BaseMailBox:
    mailbox = account.mailbox
    if mailbox.security == "none":
        return MailBoxUnencrypted(mailbox.host, mailbox.real_port, timeout=ANSWER_SECONDS)
    context = ssl.create_default_context()
    if account.certificates is not None:
        context.load_verify_locations(cafile=str(account.certificates))
    kind = MailBox if mailbox.security == "tls" else MailBoxStartTls
    return kind(mailbox.host, mailbox.real_port, timeout=ANSWER_SECONDS, ssl_context=context)


def _sign_in(box: BaseMailBox, account: Account) -> None:
    plain = account.mailbox.user.isascii() and account.password.isascii()
    sign_in = box.login if plain else box.login_utf8
    sign_in(account.mailbox.user, account.password, initial_folder=None)


@contextmanager
def _troubles() -> Iterator[None]:
    """Say what went wrong as MailboxAway, whatever layer it came from."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailboxAway(MailboxTrouble.CERTIFICATE) from error
    except MailboxLoginError as error:
        raise MailboxAway(MailboxTrouble.SIGN_IN) from error
    except imaplib.IMAP4.readonly as error:
        # To Python's library this is a kind of lost connection, which would be tried again without a word why.
        raise MailboxAway(MailboxTrouble.REFUSED) from error
    except (OSError, imaplib.IMAP4.abort) as error:
        raise MailboxAway(MailboxTrouble.AWAY) from error
    except (ImapToolsError, imaplib.IMAP4.error, ValueError) as error:
        raise MailboxAway(MailboxTrouble.REFUSED) from error


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(answer[0])
    return answer[1]


def _sizes(parts: Sequence[Any]) -> Iterator[tuple[int, int]]:
    for part in parts:
        said = part[0] if isinstance(part, tuple) else part
        uid, octets = _UID.search(said), _OCTETS.search(said)
        if uid is not None and octets is not None:
            yield int(uid[1]), int(octets[1])


def _set_of(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(uids), _IN_ONE_COMMAND):
        yield uids[first : first + _IN_ONE_COMMAND]
