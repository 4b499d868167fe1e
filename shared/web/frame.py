"""What stands around a page: the desk's name, the menu and the person who is signed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One place in the staff menu; `roles` empty means that everybody who is signed in sees it.

    A section has places *under* it: it is seen by whoever sees one of them, and leads to its own page or to the first
    of them. *says* is the sentence of a place on the page of its section.
    """

    label: str
    href: str = ""
    says: str = ""
    under: tuple["MenuItem", ...] = ()
    roles: frozenset[str] = frozenset()
    count: int | None = None
    count_label: str = "件"

    def seen_by(self, roles: frozenset[str]) -> "MenuItem | None":
        """Return the item as these roles see it; a section of which they see one place is that place."""
        if self.roles and not self.roles & roles:
            return None
        if not self.under:
            return self
        under = tuple(seen for one in self.under if (seen := one.seen_by(roles)) is not None)
        if len(under) <= 1:
            return under[0] if under else None
        return replace(self, under=under, href=self.href or under[0].href)

    def leads_to(self, path: str) -> bool:
        """Tell whether the *path* lies under the address of this place."""
        return path == self.href or path.startswith(self.href.rstrip("/") + "/")


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
        return tuple(seen for item in self.menu if (seen := item.seen_by(roles)) is not None)

    def current_item(self, path: str) -> MenuItem | None:
        """Return the menu item the *path* lies under; the longest address wins, and a place before its section."""
        places = [place for item in self.menu_for_user() for place in (*item.under, item)]
        return max((one for one in places if one.leads_to(path)), key=lambda one: len(one.href), default=None)


FrameOf = Callable[[Request], Frame]


def plain_frame(_request: Request) -> Frame:
    """Return the frame of a page that knows neither desk nor person."""
    return Frame()
