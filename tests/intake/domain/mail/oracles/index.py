"""What the index of the corpora says of each mail."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from tests.intake.domain.mail.oracles.agreement import DATA


def marked_files(corpus: str = "", *, marks: tuple[str, ...] = ()) -> Iterator[Path]:
    """Return the whole mails of a corpus, or of all; with *marks* those that carry at least one of them."""
    with (DATA / "index.jsonl").open("rb") as lines:
        for line in lines:
            row = orjson.loads(line)
            wanted = row["kind"] == "mail" and corpus in {"", row["corpus"]}
            if wanted and (not marks or any(row.get(mark) for mark in marks)):
                yield DATA / row["path"]
