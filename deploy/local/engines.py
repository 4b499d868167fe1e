"""Start and stop the private PostgreSQL and RabbitMQ of one checkout (or of one test run)."""

import fcntl
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local.places import engines_home, unprivileged
from deploy.local.ports import DEFAULTS, Ports, free_ports, from_environment
from deploy.local.postgres import Postgres
from deploy.local.rabbitmq import RabbitMQ
from deploy.local.trouble import Trouble, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Where the engines answer; the users in them may do everything. No management URL: none was named."""

    database_url: str
    amqp_url: str
    management_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Engines that exist already and are only used."""

    database_url: str | None = None
    amqp_url: str | None = None
    management_url: str | None = None


class Engines:
    """The private engines below *home*; those that are *given* are neither started nor stopped."""

    def __init__(self, home: Path, ports: Ports, *, given: Given | None = None, durable: bool = True) -> None:
        self.home = home.absolute()
        self.given = given or Given()
        self.postgres = Postgres(
            home=self.home / "postgres",
            account=unprivileged("postgres"),
            port=ports["postgres"],
            durable=durable,
        )
        broker_ports = {name: port for name, port in ports.items() if name != "postgres"}
        self.rabbitmq = RabbitMQ(home=self.home / "rabbitmq", account=unprivileged("rabbitmq"), ports=broker_ports)

    @classmethod
    def of_checkout(cls, checkout: Path, environment: Mapping[str, str] = os.environ) -> "Engines":
        """Describe the engines `make run` uses, with the ports and URLs the environment names."""
        given = Given(
            database_url=environment.get("DESK_DATABASE_URL") or None,
            amqp_url=environment.get("DESK_AMQP_URL") or None,
            management_url=environment.get("DESK_MANAGEMENT_URL") or None,
        )
        return cls(engines_home(checkout), from_environment(DEFAULTS, environment), given=given)

    @classmethod
    def for_tests(cls, home: Path | None = None, *, durable: bool = False) -> "Engines":
        """Describe engines on free ports for one test run, fast rather than safe against a power cut unless *durable*.

        Without *home* they live in a new temporary folder; `remove` ends and deletes them.
        """
        place = home or Path(tempfile.mkdtemp(prefix="renkei-desk-", dir="/var/tmp"))
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o755)
        return cls(place, free_ports(DEFAULTS), durable=durable)

    def start(self) -> Urls:
        """Start what is not running, both at the same time, and return the URLs once all answer."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as lock, ThreadPoolExecutor(2) as pool:
            fcntl.flock(lock, fcntl.LOCK_EX)
            database = None if self.given.database_url else pool.submit(self.postgres.start)
            broker = None if self.given.amqp_url else pool.submit(self.rabbitmq.start)
            database_url = database.result() if database else self.given.database_url
            amqp_url, management_url = broker.result() if broker else (self.given.amqp_url, None)
        return Urls(
            database_url=database_url or "",
            amqp_url=amqp_url or "",
            management_url=self.given.management_url or management_url,
        )

    def are_running(self) -> bool:
        """Tell whether one of the private engines runs."""
        return self.postgres.running_pid() is not None or self.rabbitmq.running_pid() is not None

    def stop(self, *, broker_seconds: float = 30) -> None:
        """Stop the private engines cleanly, both at the same time; their data stay."""
        with ThreadPoolExecutor(2) as pool:
            broker = pool.submit(self.rabbitmq.stop, seconds=broker_seconds)
            pool.submit(self.postgres.stop).result()
            broker.result()

    def remove(self) -> None:
        """Stop the private engines, without the broker's slow good-bye, and delete everything they hold."""
        self.stop(broker_seconds=0)
        shutil.rmtree(self.home)


def main(arguments: Sequence[str]) -> int:
    """Start the engines of the checkout one stands in and print their URLs, or stop them."""
    engines = Engines.of_checkout(Path.cwd())
    match list(arguments):
        case ["start"]:
            sys.stdout.write(json.dumps(asdict(engines.start()), indent=2) + "\n")
        case ["stop"]:
            engines.stop()
        case _:
            raise Trouble("Say `start` or `stop`.")
    return 0


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:])))
