"""Fill and send web forms as a browser without JavaScript does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self

import httpx2 as httpx

from shared.errors import Missing, Refused


class NoSuchForm(Missing):
    """The page has no such form."""


class NotAccepted(Refused):
    """The page answered with an error."""


@dataclass(slots=True)
class WebForm:
    """A form of a page: where it is sent and what its fields hold before anybody typed."""

    action: str
    values: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[WebForm] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(WebForm(given.get("action", "")))
        elif tag == "input" and self.forms and given.get("type") == "hidden":
            self.forms[-1].values.append((given.get("name", ""), given.get("value", "")))


class Visitor:
    """One visitor with cookies."""

    def __init__(self, base_url: str) -> None:
        """Visit the desk at *base_url*."""
        self._client = httpx.Client(base_url=base_url, follow_redirects=True, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def open(self, path: str) -> str:
        """Return the page at *path*."""
        return self._text(self._client.get(path))

    def send(self, page: str, action: str, values: dict[str, str | list[str]]) -> str:
        """Send the form of *page* whose address begins with *action*, filled with *values*; return the next page."""
        parser = _Forms()
        parser.feed(page)
        form = next((form for form in parser.forms if form.action.startswith(action)), None)
        if form is None:
            raise NoSuchForm(f"no form {action} on the page")
        data: dict[str, str | list[str]] = {}
        for name, value in form.values:
            before = data.get(name)
            data[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]
        return self._text(self._client.post(form.action, data=data | values))

    @staticmethod
    def _text(answer: httpx.Response) -> str:
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise NotAccepted(f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}")
        return answer.text
