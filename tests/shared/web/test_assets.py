"""Style sheets and scripts under an address that changes with their content."""

import re
from pathlib import Path
from typing import Any

from shared.web.assets import STATIC, Assets


async def test_a_file_under_its_hash_is_kept_for_a_year_and_under_another_not(visit: Any, guide: Any) -> None:
    client = visit(guide.guide_app())
    url = Assets().url("desk.js")

    right = await client.get(url)
    old = await client.get("/static/desk.js?v=000000000000")

    assert right.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert right.headers["x-content-type-options"] == "nosniff"
    assert old.headers["cache-control"] == "no-cache"


async def test_a_file_that_is_not_there_is_a_page_not_found(visit: Any, guide: Any) -> None:
    answer = await visit(guide.guide_app()).get("/static/../app.py")

    assert answer.status_code == 404


def test_a_changed_file_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    before = Assets(tmp_path).url("a.css")
    (tmp_path / "a.css").write_text("b {}")

    after = Assets(tmp_path).url("a.css")

    assert re.fullmatch(r"/static/a\.css\?v=[0-9a-f]{12}", before)
    assert before != after


def test_every_token_has_a_fallback_for_a_machine_without_the_vendor_files() -> None:
    sheets = sorted((STATIC / "css").glob("*.css"))
    token = re.compile(r"var\(--(?!desk-)[a-z0-9-]+(.)")

    bare = [sheet.name for sheet in sheets for after in token.findall(sheet.read_text()) if after != ","]

    assert len(sheets) == 11
    assert bare == []


def test_no_file_of_the_frame_names_another_host() -> None:
    own = [f for f in (STATIC.parent).rglob("*") if f.suffix in {".css", ".js", ".html"} and "vendor" not in f.parts]

    naming = [f.name for f in own if re.search(r"(src|href|url)\s*[=(]\s*[\"']?(https?:)?//", f.read_text())]

    assert naming == []
