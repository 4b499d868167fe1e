import socket

import pytest

from deploy.local.ports import DEFAULTS, Port, demand_free, free_ports, from_environment, is_free
from deploy.local.trouble import Trouble


def test_a_variable_moves_its_port_and_only_that() -> None:
    ports = from_environment(DEFAULTS, {"DESK_AMQP_PORT": "5999"})

    assert {name: port.number for name, port in ports.items()} == {
        "postgres": 25432,
        "amqp": 5999,
        "management": 25680,
        "distribution": 25674,
        "epmd": 25675,
    }


@pytest.mark.parametrize("said", ["0", "65536", "-1", "http", "５４３２x"])
def test_what_is_no_port_is_refused_with_the_name_of_the_variable(said: str) -> None:
    with pytest.raises(Trouble) as caught:
        from_environment(DEFAULTS, {"DESK_PG_PORT": said})

    assert str(caught.value) == f"DESK_PG_PORT={said} is no port number; give one between 1 and 65535."


def test_free_ports_are_all_different_and_free() -> None:
    ports = free_ports(DEFAULTS)

    numbers = [port.number for port in ports.values()]
    assert len(set(numbers)) == len(DEFAULTS)
    assert all(is_free(number) for number in numbers)


def test_a_port_taken_on_every_address_is_taken_for_us_too() -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:  # noqa: S104 - that is the case.
        number = other.getsockname()[1]

        with pytest.raises(Trouble):
            demand_free(Port(number=number, what="web pages", variable="DESK_WEB_PORT"))
