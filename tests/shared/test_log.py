import json
import subprocess
import sys

SAY = """
import structlog
from shared.log import configure_logging
configure_logging(service="routing", part="worker")
log = structlog.get_logger()
log.info("offer_made", case_id="1", title="BAIT-idea", address="bait@example.co.jp", exc_info=True)
try:
    raise ValueError("BAIT-value")
except ValueError:
    log.exception("failed", error_class="ValueError")
    import logging
    logging.getLogger("somebody").exception("BAIT-%s", "message")
"""


def test_only_listed_keys_leave_the_process_and_the_others_are_named() -> None:
    ended = subprocess.run([sys.executable, "-c", SAY], check=True, capture_output=True, text=True)

    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line.pop("timestamp")[-1] for line in said] == ["Z", "Z"]
    assert said[0] == {
        "event": "offer_made",
        "case_id": "1",
        "level": "info",
        "service": "routing",
        "part": "worker",
        "dropped": ["address", "exc_info", "title"],
    }
    assert said[1]["event"] == "failed"
    assert "BAIT" not in ended.stdout
    assert "bait@" not in ended.stdout + ended.stderr
