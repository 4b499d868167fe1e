"""What the Dockerfile has to keep, as long as no linter for it is among the tools."""

import json
import re

from deploy.local.python_env import UV
from deploy.local.web_files import FILES
from tests.deploy.containers.compose import PROJECT

FOLDER = PROJECT / "deploy" / "images"


def instructions() -> list[tuple[str, str]]:
    """Return every instruction with its joined lines."""
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ").splitlines()
    return [(line.split()[0], " ".join(line.split()[1:])) for line in lines if line.strip()]


def all_of(kind: str) -> list[str]:
    return [said for name, said in instructions() if name == kind]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    begins = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[begins:]


def test_every_base_is_a_plain_name_with_a_version() -> None:
    bases = [said.split()[0] for said in all_of("FROM")]

    assert [base for base in bases if not re.fullmatch(r"[a-z]+:\d[\w.-]*", base)] == []


def test_the_process_is_nobody_with_rights_and_under_a_fixed_number() -> None:
    users = [said for name, said in last_stage() if name == "USER"]

    assert users == ["10001:10001"]


def test_no_code_is_taken_from_a_folder_that_can_be_written() -> None:
    (environment,) = [said for name, said in last_stage() if name == "ENV"]
    folders = [said for name, said in last_stage() if name == "WORKDIR"]

    assert [one for one in environment.split() if one.startswith("PYTHONSAFEPATH")] == ["PYTHONSAFEPATH=1"]
    assert folders == ["/"]


def test_entry_point_command_and_health_check_are_in_exec_form() -> None:
    said = [*all_of("ENTRYPOINT"), *all_of("CMD"), all_of("HEALTHCHECK")[0].split(" CMD ")[1]]

    assert [json.loads(one)[0] for one in said] == ["desk", "--help", "python"]
    assert all_of("STOPSIGNAL") == ["SIGTERM"]


def test_nothing_is_added_from_elsewhere_and_no_secret_is_built_in() -> None:
    kinds = {name for name, _ in instructions()}
    built_in = [said for said in [*all_of("ENV"), *all_of("ARG")] if re.search("PASSWORD|SECRET|KEY|TOKEN", said)]

    assert kinds == {
        "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"
    }  # fmt: skip
    assert built_in == []


def test_every_package_that_is_installed_is_checked_against_a_hash() -> None:
    installing = [part for said in all_of("RUN") for part in said.split("&&") if re.search("install|uv build", part)]
    of_the_registry = [part.strip() for part in installing if "--no-index" not in part and "npm" not in part]

    assert [part for part in of_the_registry if "--require-hashes" not in part] == []
    assert len(of_the_registry) == 3


def test_the_image_holds_the_files_of_others_that_a_checkout_holds() -> None:
    (copying,) = [said for said in all_of("RUN") if "mkdir vendor" in said]
    copied = re.findall(r"cp node_modules/(\S+) vendor/(\S+)", copying)

    assert {target: source for source, target in copied} == FILES


def test_image_and_checkout_use_the_same_uv() -> None:
    assert (FOLDER / "uv.txt").read_text(encoding="utf-8").split()[0] == UV
