"""What stands around a page: the desk's name, the menu and the person who is signed in."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One place in the staff menu; `roles` empty means that everybody who is signed in sees it."""

    label: str
    href: str
    roles: frozenset[str] = frozenset()
    count: int | None = None
    count_label: str = "件"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The person at the screen, as the header names them."""

    name: str
    department: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The names and links around a page; the same for every page of one request."""

    desk_name: str = "公民連携デスク"
    organisation: str = ""
    home_url: str = "/"
    contact: str = ""
    privacy_url: str = ""
    accessibility_url: str = ""
    menu: tuple[MenuItem, ...] = ()
    user: SignedIn | None = None
    sign_in_url: str = "/signin"
    sign_out_url: str = "/signout"

    def menu_for_user(self) -> tuple[MenuItem, ...]:
        """Return the menu items that the signed-in person's roles open."""
        if self.user is None:
            return ()
        roles = self.user.roles
        return tuple(item for item in self.menu if not item.roles or item.roles & roles)

    def current_item(self, path: str) -> MenuItem | None:
        """Return the menu item the *path* lies under; the longest address wins."""
        under = [
            item for item in self.menu_for_user() if path == item.href or path.startswith(item.href.rstrip("/") + "/")
        ]
        return max(under, key=lambda item: len(item.href), default=None)


FrameOf = Callable[[Request], Frame]


def plain_frame(_request: Request) -> Frame:
    """Return the frame of a page that knows neither desk nor person."""
    return Frame()
