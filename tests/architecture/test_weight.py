"""What a process need not pay for is not loaded with what it is built by."""

import subprocess
import sys

from shared.settings import PROJECT

WORKERS = "import sys, services.intake.wiring, services.routing.wiring; print(*sys.modules)"
PAGES = "import sys, services.intake.web.pages, services.routing.web.pages; print(*sys.modules)"


def loaded(program: str) -> set[str]:
    """Return the first words of the names of all modules that are there after *program*."""
    said = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=True, capture_output=True, text=True)
    return {name.partition(".")[0] for name in said.stdout.split()}


def test_a_worker_loads_no_pages_and_pages_nothing_that_writes_files() -> None:
    worker, pages = loaded(WORKERS), loaded(PAGES)

    assert worker & {"fastapi", "charset_normalizer", "puremagic", "PIL"} == set()
    assert pages & {"docx", "openpyxl", "lxml", "PIL"} == set()
