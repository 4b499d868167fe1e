import subprocess
import sys

import pytest

from shared.service import Service, services
from shared.settings import PROJECT

SERVING = ("fastapi", "faststream", "aiosmtpd", "uvicorn")
READING = ("openpyxl", "docx", "lxml")


def loaded_by(code: str, *suspects: str) -> set[str]:
    """Return which of these packages a fresh process has loaded after *code*."""
    asking = f"import sys\n{code}\nprint(*sorted({{*{suspects!r}}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", asking], cwd=PROJECT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_whoever_lists_what_services_hear_loads_nothing_that_serves_them() -> None:
    assert loaded_by("from shared.service import services; services()", *SERVING, *READING) == set()


def test_the_process_of_the_mail_door_leaves_the_reading_of_office_files_to_the_pool() -> None:
    assert loaded_by("import services.intake.wiring", *READING) == set()


def test_the_pages_do_not_load_what_consumes() -> None:
    modules = [one.builds_site.partition(":")[0] for one in services()]

    assert loaded_by("import " + ", ".join(modules), "faststream") == set()


@pytest.mark.parametrize("service", services(), ids=lambda service: service.name)
def test_what_a_service_names_exists(service: Service) -> None:
    code = "from importlib import import_module as load\n" + "".join(
        f"getattr(load({place.partition(':')[0]!r}), {place.partition(':')[2]!r})\n"
        for place in (service.builds_site, service.runs_worker)
    )

    assert loaded_by(code) == set()
