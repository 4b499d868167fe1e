"""Structured logs: one JSON object a line, static event names, identifiers instead of contents."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Only these keys leave the process. A key that is not listed is dropped and its name is reported, so that a
# careless `title=` or `address=` can never put an idea or a person into a log file (P4).
ALLOWED_KEYS = frozenset(
    """
    event level timestamp logger service part pid exception_class error_class kind state stage outcome reason_code
    raw_id proposal_id case_id offer_id document_id notification_id send_id event_id desk_id reader queue type version
    attempt next_at count batch size_bytes duration_ms department account_id action correlation_id causation_id
    shard port host url_path status method path signal exit_code peer_kind receipt channel gateway schema role
    revision table names alarm code recipients keeper_id migration seconds verb limit dropped
    """.split()  # noqa: SIM905 - a block of words reads better than a column of quotes
)


def _keep_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    dropped = [key for key in event if key not in ALLOWED_KEYS]
    for key in dropped:
        del event[key]
    if dropped:
        event["dropped"] = sorted(dropped)
    return event


def log_to_standard_error() -> None:
    """Keep standard output for what a verb answers."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, _keep_allowed, structlog.processors.JSONRenderer()],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def configure_logging(*, service: str, part: str, level: str = "INFO") -> None:
    """Send structured logs of this process to standard output and quieten the libraries."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _keep_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, part=part)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(levelname)s", force=True)
    # Both log every reconnect with a traceback; the readers and the relay say the same in one line each.
    for noisy in ("aio_pika", "aiormq", "faststream", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
