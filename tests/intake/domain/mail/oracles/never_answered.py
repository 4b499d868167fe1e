"""No mail of any corpus that is marked as a bounce, automatic or sent to many is ever answered."""

from collections.abc import Iterator

from services.intake.domain.mail.parse import parse_mail
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement
from tests.intake.domain.mail.oracles.index import marked_files


def agreements() -> Iterator[Agreement]:
    """Compare whether a mail may be answered with its marks in the index."""
    files = list(marked_files(marks=("bounce", "auto_reply", "bulk_or_list")))
    answered = [path for path in files if parse_mail(path.read_bytes()).answerable]
    yield Agreement(
        oracle="marks of index.jsonl, all corpora",
        compares="never answered",
        files=len(files),
        checked=len(files),
        differing=tuple(path.relative_to(DATA).as_posix() for path in answered),
        goal=1.0,
    )
