"""Files of strangers are saved, never run."""

import pytest

from shared.web.downloads import download


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("plan-1_a.pdf", "attachment; filename=\"plan-1_a.pdf\"; filename*=UTF-8''plan-1_a.pdf"),
        ("図面.pdf", "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%9B%B3%E9%9D%A2.pdf"),
        ('a"\r\nX: 1', "attachment; filename=\"a___X__1\"; filename*=UTF-8''a%22%0D%0AX%3A%201"),
        ("\ud800", "attachment; filename=\"_\"; filename*=UTF-8''%3F"),
        ("", "attachment; filename=\"file\"; filename*=UTF-8''file"),
        (None, "attachment; filename=\"file\"; filename*=UTF-8''file"),
    ],
)
def test_a_file_keeps_its_name_and_cannot_write_a_header(name: str | None, disposition: str) -> None:
    answer = download(b"x", name=name)

    assert answer.headers["content-disposition"] == disposition


def test_no_browser_runs_what_is_handed_out() -> None:
    answer = download(b"<script>alert(1)</script>", name="a.html")

    assert answer.body == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
