"""Passwords: the rule, the hash, and the same work for those who do not exist."""

import pytest

from shared.access import passwords
from shared.access.passwords import (
    WeakPassword,
    check_password_rule,
    hash_password,
    needs_rehash,
    verify_password,
)

GOOD = "雨あがりの橋を渡る猫 7"


def test_the_right_password_fits_its_hash_and_another_does_not() -> None:
    stored = hash_password(GOOD)

    assert verify_password(stored, GOOD)
    assert not verify_password(stored, GOOD + "!")


def test_the_hash_is_argon2id_with_the_parameters_of_owasp_and_a_salt_of_its_own() -> None:
    first, second = hash_password(GOOD), hash_password(GOOD)

    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


def test_full_width_typing_is_the_same_password() -> None:
    assert verify_password(hash_password("Kawanagare-2026x"), "Kawanagare-2026x")


def test_without_a_hash_the_answer_is_no_after_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    class Recorder:
        def verify(self, stored: str, _password: bytes) -> bool:
            compared.append(stored)
            return True

    monkeypatch.setattr(passwords, "_HASHER", Recorder())

    assert not verify_password(None, GOOD)
    assert compared == [passwords._NOBODY]


def test_the_hash_for_nobody_costs_what_a_real_one_costs() -> None:
    assert not needs_rehash(passwords._NOBODY)
    assert not needs_rehash(hash_password(GOOD))


def test_an_older_hash_asks_to_be_made_again() -> None:
    older = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2E$wkbqkTkLHgRYk9SB8lkb2n1k5rrLnGc8MSpJRmZx0Rs"

    assert needs_rehash(older)


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$v=19$broken"])
def test_a_broken_hash_fits_nothing(stored: str) -> None:
    assert not verify_password(stored, GOOD)


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\ud800" * 12, "a\0b"])
def test_strange_passwords_are_answered_with_no(password: str) -> None:
    assert not verify_password(hash_password(GOOD), password)


@pytest.mark.parametrize(
    "password",
    [
        "short-one-1",
        "x" * 257,
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "password1234",
        "Password-2026",
        "ｐａｓｓｗｏｒｄ１２３４",
        "P@ssword123456!",
        "123456789012",
        "987654321098",
        "abcdefghijkl",
        "qwertyuiopas",
        "adminadmin1234",
        "tanaka-h-1234",
        "TANAKA-Htanaka-h",
    ],
)
def test_weak_passwords_are_refused_in_japanese(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_password_rule(password, user="tanaka-h")

    assert refused.value.public == WeakPassword.public_message
    assert password not in str(refused.value)


@pytest.mark.parametrize("password", [GOOD, "correct horse battery", "desk-mihon-2026", "kV9#mm2!qLr8"])
def test_ordinary_long_passwords_are_accepted(password: str) -> None:
    check_password_rule(password, user="desk")
