"""A Dovecot of our own: a real one, with its own configuration, users and folders, and no privileges it needs.

It is configured in the words of 2.3 (Debian 12, Ubuntu 24.04) or of 2.4 (Debian 13). On the machine this was written on
2.3.19 ran; Debian 13's 2.4.1 passed the tests of the mailbox once, by hand, beside it.
"""

import grp
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.system import PROGRAMS
from tests.certificate import make_certificate
from tests.ports import free_port
from tests.waiting import until_it_answers

PASSWORD = "only-for-tests"
_START_SECONDS = 20
_USERS = 40
_CAPABILITIES = ("IMAP4rev1", "SASL-IR", "LOGIN-REFERRALS", "ID", "ENABLE", "IDLE", "UIDPLUS", "MOVE", "NAMESPACE")
_ALIKE = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
mailbox_list_index = no
imap_idle_notify_interval = 2s
maildir_broken_filename_sizes = yes
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
_OF_2_3 = """
protocols = imap
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:{folder}/mail/%u
imap_capability = {capabilities}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
"""
# Its first settings have to stand first.
_OF_2_4 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
}}
ssl_server_cert_file = {folder}/cert.pem
ssl_server_key_file = {folder}/key.pem
auth_allow_cleartext = no
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
namespace inbox {{
  inbox = yes
}}
imap_capability {{
{capabilities}
}}
passdb passwd-file {{
  passwd_file_path = {folder}/users
  default_password_scheme = PLAIN
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}/home/%{{user}}
  }}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postbox:
    """The folders of one user, as they lie on the disk."""

    user: str
    maildir: Path

    def deliver(self, content: bytes, *, folder: str = "") -> None:
        """Put a mail into a folder as a mail server would; the inbox unless named as on the disk."""
        place = self.maildir / folder
        for part in ("tmp", "new", "cur"):
            (place / part).mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.{os.urandom(4).hex()}.test"
        (place / "tmp" / name).write_bytes(content)
        _give_away(self.maildir)
        (place / "tmp" / name).rename(place / "new" / name)

    def mails(self, folder: str = "") -> list[bytes]:
        """Return the mails that lie in a folder as it is named on the disk, the oldest first."""
        found = [one for part in ("new", "cur") for one in (self.maildir / folder / part).glob("*")]
        return [one.read_bytes() for one in sorted(found, key=lambda one: one.name)]

    def flags(self, folder: str = "") -> list[str]:
        """Return the flags of the mails of a folder."""
        found = [one for part in ("new", "cur") for one in (self.maildir / folder / part).glob("*")]
        return [one.name.partition(":2,")[2] for one in sorted(found, key=lambda one: one.name)]

    @contextmanager
    def locked(self, folder: str) -> Iterator[None]:
        """Let nobody put a mail into a folder inside the block."""
        parts = [self.maildir / folder / part for part in ("tmp", "new", "cur")]
        for part in parts:
            part.mkdir(parents=True, exist_ok=True)
        _give_away(self.maildir)
        try:
            for part in parts:
                part.chmod(0o500)
            yield
        finally:
            for part in parts:
                part.chmod(0o700)

    def forget_uids(self) -> None:
        """Let the inbox be numbered anew, as after its restoration."""
        for one in self.maildir.glob("dovecot*"):
            one.unlink()
        # Numberings are told apart by the second in which they began, by the server's clock: nothing tells its turn.
        time.sleep(1.05 - time.time() % 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dovecot:
    """A running server; its certificate is for `localhost`."""

    folder: Path
    port: int
    tls_port: int
    _users: list[str] = field(default_factory=list)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def certificate(self) -> Path:
        """Return the file by which a client knows the server."""
        return self.folder / "cert.pem"

    def new_postbox(self) -> Postbox:
        """Return the empty folders of a user nobody else has."""
        user = self._users.pop()
        return Postbox(user=user, maildir=self.folder / "mail" / user)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        _give_away(self.folder)
        owner = self.folder.stat()
        self._processes.append(
            subprocess.Popen(
                ["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")],
                env={"PATH": PROGRAMS},
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                user=owner.st_uid,
                group=owner.st_gid,
                extra_groups=[] if os.geteuid() == 0 else None,
            )
        )
        until_it_answers(self._answers, self._processes[-1], self.folder / "log", seconds=_START_SECONDS)

    def stop(self) -> None:
        """Stop the server and everything it started."""
        while self._processes:
            process = self._processes.pop()
            # Sessions outlive their master by seconds; they are in its group.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as knocked:
                return knocked.recv(4) == b"* OK"
        except OSError:
            return False


@contextmanager
def running_dovecot(*, without: Sequence[str] = ()) -> Iterator[Dovecot]:
    """Start a Dovecot that does not name the capabilities *without*; it is gone in the end."""
    with tempfile.TemporaryDirectory(prefix="desk-dovecot-") as name:
        folder = Path(name)
        for part in ("run", "state", "mail", "home"):
            (folder / part).mkdir()
        # All before it starts: a file of users that changes twice in a second is read once.
        users = [f"teian-{number}" for number in range(_USERS)]
        (folder / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in users))
        make_certificate(folder)
        server = Dovecot(folder=folder, port=free_port(), tls_port=free_port(), _users=users)
        # It refuses to be root; its package brings a user that owns nothing.
        user = pwd.getpwnam("dovenull") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        names = {"user": user.pw_name, "group": grp.getgrgid(user.pw_gid).gr_name}
        template, capabilities = _template(_version(), without)
        (folder / "dovecot.conf").write_text(
            template.format(
                folder=folder, port=server.port, tls_port=server.tls_port, capabilities=capabilities, **names
            )
        )
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _version() -> tuple[int, ...]:
    said = subprocess.run(["dovecot", "--version"], check=True, env={"PATH": PROGRAMS}, stdout=subprocess.PIPE).stdout
    return tuple(map(int, said.decode().split(".")[:2]))


def _template(version: tuple[int, ...], without: Sequence[str]) -> tuple[str, str]:
    """Return the configuration for a version, and its words for a server without these capabilities."""
    if version >= (2, 4):
        return _OF_2_4 + _ALIKE, "\n".join(f"  {one} = no" for one in without)
    return _ALIKE + _OF_2_3, " ".join(one for one in _CAPABILITIES if one not in without)


def _give_away(folder: Path) -> None:
    """Let the server own what a test running as root has made."""
    if os.geteuid() == 0:
        user = pwd.getpwnam("dovenull")
        for one in (folder, *folder.rglob("*")):
            os.chown(one, user.pw_uid, user.pw_gid)
