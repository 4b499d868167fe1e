import re
from collections.abc import Callable

import httpx2
import structlog
from fastapi import FastAPI

from shared.web.app import create_app

Visit = Callable[[FastAPI], httpx2.AsyncClient]


async def test_what_a_request_logs_carries_the_reference_its_error_page_shows(visit: Visit) -> None:
    app = create_app(title="test", templates=[])
    log = structlog.get_logger()

    @app.get("/breaks")
    async def breaks() -> None:
        log.info("before_it_broke")
        raise ZeroDivisionError

    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as entries:
        page = (await visit(app).get("/breaks")).text
        await visit(app).get("/breaks")

    references = [entry["correlation_id"] for entry in entries]
    assert references[0] == references[1]
    assert references[2] == references[3]
    assert references[0] != references[2]
    assert re.search(references[0], page) is not None
