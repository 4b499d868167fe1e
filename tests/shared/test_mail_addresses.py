"""The secret addresses of mail."""

from uuid import UUID

import pytest

from shared.mail_addresses import AddressKind, SecretAddress, read_secret_address, secret_address

SECRET = "an example of a secret"
OWN = "teian@renkei.miono.example.jp"
ABOUT = UUID("0192f0c1-7a3b-7c4d-8e5f-0123456789ab")
REPLY = SecretAddress(kind=AddressKind.REPLY, about=ABOUT)


@pytest.mark.parametrize("kind", list(AddressKind))
def test_a_secret_address_says_what_it_was_made_for(kind: AddressKind) -> None:
    said = SecretAddress(kind=kind, about=ABOUT)

    address = secret_address(SECRET, OWN, said)

    assert address is not None
    assert read_secret_address(SECRET, address) == said
    assert read_secret_address(SECRET, f"<{address.upper()}>") == said


def test_a_secret_address_still_belongs_to_the_desk() -> None:
    address = secret_address(SECRET, OWN, REPLY) or ""

    assert address.startswith("teian+r")
    assert address.endswith("@renkei.miono.example.jp")
    assert len(address.rpartition("@")[0]) <= 64


def test_an_address_with_anything_changed_says_nothing() -> None:
    address = secret_address(SECRET, OWN, REPLY) or ""
    local, _, host = address.rpartition("@")
    changed = [local[:at] + ("a" if local[at] != "a" else "b") + local[at + 1 :] for at in range(6, len(local))]

    assert [each for each in changed if read_secret_address(SECRET, f"{each}@{host}") is not None] == []
    assert read_secret_address("another secret", address) is None


@pytest.mark.parametrize(
    "address", ["", "teian@example.jp", "teian+@example.jp", "teian+rあ@example.jp", "teian+r12@example.jp", "+r@"]
)
def test_an_ordinary_address_says_nothing(address: str) -> None:
    assert read_secret_address(SECRET, address) is None


def test_an_address_that_would_grow_too_long_is_not_made() -> None:
    assert secret_address(SECRET, "a-very-long-name-of-a-desk@example.jp", REPLY) is None
