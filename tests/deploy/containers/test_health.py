"""The health check of the image."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy.images.health import main
from tests.ports import free_port


@contextmanager
def door(status: int) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's.
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield str(server.server_port)
        finally:
            server.shutdown()
            thread.join()


def test_a_container_is_healthy_when_each_of_its_parts_is_ready() -> None:
    with door(200) as pages, door(200) as worker:
        assert main([pages, worker]) == 0


def test_one_part_that_is_not_ready_makes_it_unhealthy_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with door(200) as pages, door(503) as worker:
        code = main([pages, worker])

    assert (code, capsys.readouterr().err) == (1, f"port {worker} is not ready\n")


def test_nobody_at_the_door_is_unhealthy() -> None:
    assert main([str(free_port())]) == 1


def test_asking_nothing_is_no_good_news() -> None:
    assert main([]) == 1
