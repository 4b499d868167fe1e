"""What reading costs: `python -m tests.intake.domain.mail.costs` prints the figures of docs/mail.md."""

import contextlib
import resource
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import Unreadable
from tests.growth import seconds_of
from tests.intake.domain.mail.oracles.agreement import DATA

_LINE = "こども食堂への食材の共同配送について、①②株式会社みおの連携よりご提案いたします。ABC-123\n"
_HEAD = b"From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <taro@example.jp>\r\nTo: desk@example.lg.jp\r\nSubject: x\r\n"
_HTML = _HEAD + b"Content-Type: text/html\r\n\r\n"


def bench_mails() -> dict[str, bytes]:
    """Return mails of 20 kB as offices send them."""
    jis = (_LINE.replace("①②", "") * 214).encode("iso-2022-jp").replace(b"\n", b"\r\n")
    plain = b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    both = EmailMessage()
    both["From"], both["To"], both["Subject"] = "山田 <taro@example.jp>", "desk@example.lg.jp", "ご提案①"
    both.set_content(_LINE * 46, cte="base64")
    both.add_alternative("<p>" + "<br>".join([_LINE] * 29) + "</p>", subtype="html", cte="quoted-printable")
    return {"ISO-2022-JP text": _HEAD + plain + jis, "UTF-8 text and HTML": both.as_bytes()}


def bombs(share: float = 1) -> dict[str, bytes]:
    """Return mails made to keep their reader busy, or a share of each."""
    mega = round(1_000_000 * share)

    def much(of: bytes, size: int = mega) -> bytes:
        return of * (size // len(of))

    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000))
    html = "<div>" + "".join(f'<a href="https://example.jp/{n}">リンク{n}</a> ' for n in range(mega // 20))
    heads = {
        "10,000 headers": b"X-A: b\r\n" * 10_000 + _HEAD,
        "10,000 recipients": _HEAD + b"Cc: " + b"a.person@example.jp,\r\n " * 10_000 + b"\r\n",
        "1 MB subject": b"Subject: " + much(b"=?UTF-8?B?5o+Q5qGI?= ") + b"\r\n" + _HEAD,
        "100,000 References": _HEAD + b"References: " + b"<a@example.jp>\r\n " * 100_000 + b"\r\n",
        "5,000 brackets": b"From: " + b"(" * 5_000 + b" <a@example.jp>\r\n",
        "100 kB without an address": b"From: " + b"a" * 100_000 + b"\r\n",
        "100 kB of blanks in a name": b'Content-Disposition: attachment; filename="a' + b" " * 99_000 + b'b"\r\n',
        "100 kB of blanks in a type": b"Content-Type: text/plain; a=b" + b" " * 99_000 + b"c\r\n",
        "1 MB of parameters": b"Content-Type: text/plain" + much(b"; a*0*=b") + b"\r\n" + _HEAD,
    }
    multipart, end = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", 5 * mega
    bodies = {
        "3,000 multiparts": deep,
        "1 MB of delimiters": multipart + much(b"--b\r\n"),
        "1 MB of almost delimiters": multipart + b"--b\r\n" + much(b"--"),
        "5 MB of line ends": much(b"\r", end),
        "5 MB of blanks": b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + much(b" ", end) + b"x",
        "5 MB of escapes": b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + much(b"\x1b$B!!\x1b(B", end),
        "5 MB of flowed lines": b"Content-Type: text/plain; format=flowed\r\n\r\n" + much(b"a \r\n", end),
        "2 MB of unclosed rich tags": b"Content-Type: text/enriched\r\n\r\n" + much(b"<param>", 2 * mega),
    }
    pages = {
        "5 MB HTML, 50,000 links": html.encode().ljust(end, b" "),
        "5 MB of unclosed tags": much(b"<div><a <b", end),
        "2 MB of blanks in HTML": b"<pre>" + much(b" ", 2 * mega) + b"x</pre>",
        "2 MB of comments without end": much(b"<!--", 2 * mega),
        "2 MB of declarations": much(b"<![x", 2 * mega),
        "2 MB of open scripts": much(b"<script>", 2 * mega),
        "2 MB of end tags": much(b"</a ", 2 * mega),
        "2 MB of attributes": b"<a " + much(b"a=", 2 * mega),
        "2 MB of references": much(b"&#", 2 * mega),
        "2 MB of open divisions": much(b"<div>", 2 * mega),
    }
    return (
        {name: head + b"\r\nbody" for name, head in heads.items()}
        | {name: _HEAD + body for name, body in bodies.items()}
        | {name: _HTML + page for name, page in pages.items()}
    )


def cost(raw: bytes, times: int = 1) -> float:
    """Return the seconds of CPU that reading takes, the best of *times*."""
    return seconds_of(lambda: read(raw), times)


def read(raw: bytes) -> None:
    """Read a mail, whatever comes of it."""
    with contextlib.suppress(Unreadable):
        parse_mail(raw)


def _corpus() -> Iterator[tuple[str, bytes]]:
    for path in sorted(DATA.rglob("*")):
        if path.is_file() and path.suffix not in {".json", ".jsonl"}:
            yield str(path.relative_to(DATA)), path.read_bytes()


def _print(say: Callable[[str], object]) -> None:
    for name, raw in bench_mails().items():
        say(f"{name}, {len(raw) // 1000} kB: {cost(raw, 200) * 1000:.2f} ms\n")
    costs = sorted(((cost(raw), name) for name, raw in _corpus()), reverse=True)
    if costs:
        total = sum(each for each, _ in costs)
        say(f"the worst of {len(costs)} files: {costs[0][1]} {costs[0][0]:.2f} s; all {total:.1f} s\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    say(f"peak memory after all of them: {peak} MB\n")
    for name, raw in bombs().items():
        say(f"{name}: {cost(raw):.2f} s\n")


if __name__ == "__main__":
    _print(sys.stdout.write)
