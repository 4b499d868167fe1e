"""`desk run`: the whole town under a supervisor, or one part in this process."""

import os
import sys
from collections.abc import Awaitable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from shared.database.roles import SERVICES
from shared.errors import Missing
from shared.failpoints import arm
from shared.log import configure_logging
from shared.runtime.process import run_process, until_signalled
from shared.service import Service, services
from shared.settings import PROJECT
from shared.supervisor import Backoff, Part, Supervisor


class NoSuchPart(Missing):
    """There is no service or part of that name."""


def town(*, web_port: int, first_health_port: int) -> list[Part]:
    """Return the processes of an installation on one machine: one for all pages, one worker per service."""
    command = (sys.executable, "-m", "shared.cli")
    parts = [
        Part(
            name="web",
            argv=(*command, "run", "all", "web"),
            env=_environment_of_a_part() | {"DESK_WEB_PORT": str(web_port)},
            ready_url=f"http://127.0.0.1:{web_port}/readyz",
        )
    ]
    for number, service in enumerate(SERVICES):
        port = first_health_port + number
        foreign = {
            f"DESK_{other.upper()}_{secret}_PASSWORD": ""
            for other in SERVICES
            if other != service
            for secret in ("WORKER", "WEB", "AMQP")
        }
        parts.append(
            Part(
                name=service,
                argv=(*command, "run", service, "worker"),
                env=_environment_of_a_part() | foreign | {"DESK_HEALTH_PORT": str(port)},
                ready_url=f"http://127.0.0.1:{port}/readyz",
            )
        )
    return parts


def _environment_of_a_part() -> dict[str, str]:
    """Return what every part gets: addresses of the engines without the credentials that only set-up may use."""
    # The working folder is no place to import from: a file that lies there must never run inside the desk.
    addresses = {"PYTHONSAFEPATH": "1"}
    for name in ("DESK_DATABASE_URL", "DESK_AMQP_URL", "DESK_MANAGEMENT_URL"):
        if os.environ.get(name):
            url = urlsplit(os.environ[name])
            addresses[name] = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()
    return addresses


def run_town(*, beside: Sequence[str] = ()) -> None:
    """Supervise every part until a signal stops the town."""
    web_port = int(os.environ.get("DESK_WEB_PORT", "8080"))
    home = Path(os.environ.get("DESK_HOME", str(PROJECT / ".local")))
    parts = town(web_port=web_port, first_health_port=int(os.environ.get("DESK_HEALTH_PORT", "8090")))
    parts += [Part(name=module.rsplit(".", 1)[-1], argv=(sys.executable, "-m", module)) for module in beside]
    backoff = Backoff(longest_s=float(os.environ.get("DESK_RESTART_WAIT_SECONDS", Backoff().longest_s)))
    run_process(Supervisor(parts, home / "log", home / "run" / "status.json", backoff=backoff).run())


def run_here(name: str, part: str | None) -> None:
    """Run one part in this process; *name* `all` means the pages of every service."""
    if name not in {"all", *SERVICES} or part not in {None, "web", "worker"} or (name == "all" and part != "web"):
        raise NoSuchPart(f"no part {name} {part or ''}; services: {', '.join(SERVICES)}; parts: web, worker")
    failpoints = os.environ.get("DESK_FAILPOINTS")
    arm(Path(failpoints) if failpoints else None)
    configure_logging(service=name, part=part or "all", level=os.environ.get("DESK_LOG_LEVEL", "INFO"))
    run_process(_serve(services() if name == "all" else services(name), part))


async def _serve(found: Sequence[Service], part: str | None) -> None:
    jobs: list[Awaitable[None]] = []
    if part != "worker":
        # Only who serves pages pays for what serves them; the supervisor least of all.
        from shared.runtime.front import front_of  # noqa: PLC0415 - see above.
        from shared.runtime.health import NOTICE_SECONDS, QuietServer, quiet_server  # noqa: PLC0415 - see above.

        host = os.environ.get("DESK_LISTEN_HOST", "127.0.0.1")
        port = int(os.environ.get("DESK_WEB_PORT", "8080"))

        async def stays() -> bool:
            return await server.stays()

        front = front_of(found, staying=stays)
        server: QuietServer = quiet_server(front, host=host, port=port, notice_seconds=NOTICE_SECONDS)
        jobs.append(server.serve())
    if part != "web":
        jobs.extend(service.worker() for service in found)
    await until_signalled(*jobs)
