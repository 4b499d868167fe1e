"""What the parts of a mail are put together from: files, and texts to read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment before it is looked into."""

    content: bytes
    declared_type: str
    original_name: str
    inline: bool = False
    content_id: str = ""
    charset: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What a branch of the tree offers to read."""

    plain: str = ""
    html: str = ""

    @property
    def text(self) -> str:
        """The plain text, or the HTML's when there is none."""
        return self.plain if self.plain.strip() else self.html


def alternative(bodies: list[Body]) -> Body:
    """Keep both readings of the same thing: the first plain one and the last HTML one."""
    plain = next((body.plain for body in bodies if body.plain.strip()), "")
    html = next((body.html for body in reversed(bodies) if body.html.strip()), "")
    return Body(plain, html)


def mixed(bodies: list[Body]) -> Body:
    """Read what stands one after the other."""
    full = [body for body in bodies if body.text.strip()]
    if len(full) <= 1:
        return full[0] if full else Body()
    text = "\n".join(body.text.removesuffix("\n") for body in full)
    return Body(plain=text) if any(body.plain.strip() for body in full) else Body(html=text)
