"""An application that exists only in tests: one staff page and one public page with every macro of the frame."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.web.app import create_app
from shared.web.csrf import Csrf, CsrfProtected
from shared.web.frame import Frame, MenuItem, SignedIn
from shared.web.highlights import Highlights
from shared.web.pages import Pages, pages_of

NOW = datetime(2026, 11, 22, 5, 5, tzinfo=UTC)
PUBLIC_FRAME = Frame(
    organisation="みどり県",
    contact="総合政策局 公民連携デスク(電話 000-000-0000)",
    privacy_url="/privacy",
    accessibility_url="/accessibility",
)
STAFF_FRAME = Frame(
    organisation="みどり県",
    home_url="/desk",
    menu=(
        MenuItem(label="受信箱", href="/inbox", count=2),
        MenuItem(label="提案の一覧", href="/cases"),
        MenuItem(label="保留箱", href="/holding", roles=frozenset({"desk"})),
        MenuItem(label="運用", href="/operations", roles=frozenset({"operator"})),
    ),
    user=SignedIn(name="財産 花子", department="財産活用課", roles=frozenset({"department", "desk"})),
)
HOSTILE = (
    "旧東小学校の給食室を、地域の食育と災害時の炊き出しの拠点として活用します。\n"
    "<script>alert(1)</script> を含む本文や\u202e逆順の文字も、そのまま文字として表示します。\n\n"
    "二つ目の段落です。調理体験、配食、備蓄の入替えを一体で行います。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file as the macro `files` wants it."""

    name: str
    size: int
    kind: str
    url: str = ""
    note: str = ""


def _context() -> dict[str, Any]:
    inbox = [
        ("R8-0012", "空き校舎を活用した食育拠点", "デスク", "検討中", date(2026, 11, 24), True),
        (
            "R8-0011",
            "移動販売車による買物支援と見守りを一体で行う暮らしの足づくり",
            "デスク",
            "提案中",
            date(2026, 11, 20),
            True,
        ),
        ("R8-0009", "公用車の共同利用", "地域振興課", "調整中", date(2026, 12, 18), False),
    ]
    names = ("receipt", "title", "from", "stage", "due", "unread")
    return {
        "moment": NOW,
        "due_soon": date(2026, 11, 24),
        "due_late": date(2026, 11, 20),
        "hostile": HOSTILE,
        "highlights": Highlights(words={"給食": "①", "食育": "①②"}, anchor="word"),
        "files": [
            ShownFile(name="提案書.docx", size=48_213, kind="Word文書", url="/files/1"),
            ShownFile(name="図\u202exslx.面.pdf", size=3_482_113, kind="PDF", note="検査中のため、まだ開けません。"),
        ],
        "inbox": [dict(zip(names, row, strict=True)) for row in inbox],
    }


def guide_app(*, signed_in: bool = True) -> FastAPI:
    """Return the style guide: `/cases/guide` for staff, `/public` for everybody, and pages that fail."""
    app = create_app(
        title="style guide",
        templates=[Path(__file__).parent],
        frame=PUBLIC_FRAME,
        frame_of=lambda request: PUBLIC_FRAME if request.url.path == "/public" or not signed_in else STAFF_FRAME,
        csrf=Csrf(secret=b"secret of the style guide", secure=False),
        clock=lambda: NOW,
    )
    pages = Annotated[Pages, Depends(pages_of)]

    @app.get("/cases/guide")
    async def staff(request: Request, pages: pages) -> HTMLResponse:
        return pages.render(request, "guide/staff.html", _context(), block="inbox")

    @app.get("/public")
    async def public(request: Request, pages: pages) -> HTMLResponse:
        return pages.render(request, "guide/public.html", _context())

    @app.post("/send")
    async def send(_: CsrfProtected) -> dict[str, str]:
        return {"sent": "yes"}

    return app
