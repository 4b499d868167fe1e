import base64

import pytest

from shared.documents.keys import Keyring, WrongKey, address, new_key, seal, unseal, unwrap, wrap

IDEA = "まだ誰にも言っていない仕組み".encode()


def test_what_is_sealed_is_opened_by_its_key_and_identity_alone() -> None:
    key = new_key()

    sealed = seal(key, IDEA, bound_to=b"one")

    assert unseal(key, sealed, bound_to=b"one") == IDEA
    assert IDEA not in sealed
    with pytest.raises(WrongKey):
        unseal(new_key(), sealed, bound_to=b"one")
    with pytest.raises(WrongKey):
        unseal(key, sealed, bound_to=b"other")


@pytest.mark.parametrize("keep", [0, 5, 12, 20, -1])
def test_bytes_that_were_cut_are_not_opened(keep: int) -> None:
    key = new_key()

    with pytest.raises(WrongKey):
        unseal(key, seal(key, IDEA, bound_to=b"")[:keep], bound_to=b"")


def test_one_changed_bit_is_noticed() -> None:
    key = new_key()
    sealed = bytearray(seal(key, IDEA, bound_to=b""))
    sealed[-20] ^= 1

    with pytest.raises(WrongKey):
        unseal(key, bytes(sealed), bound_to=b"")


def test_the_same_content_is_sealed_differently_each_time() -> None:
    key = new_key()

    assert seal(key, IDEA, bound_to=b"") != seal(key, IDEA, bound_to=b"")


def test_a_wrapped_key_is_opened_by_its_wrapper_alone() -> None:
    key, wrapper = new_key(), new_key()

    wrapped = wrap(key, under=wrapper)

    assert unwrap(wrapped, under=wrapper) == key
    for wrong, by in ((wrapped, new_key()), (wrapped[:-1], wrapper), (b"", wrapper)):
        with pytest.raises(WrongKey):
            unwrap(wrong, under=by)


def test_equal_contents_have_equal_addresses_only_with_one_keeper() -> None:
    keeper, other = new_key(), new_key()

    assert address(keeper, IDEA) == address(keeper, IDEA)
    assert address(keeper, IDEA) != address(other, IDEA)


@pytest.mark.parametrize(
    "master", ["", "short", "鍵", "====", base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(33)).decode()]
)
def test_a_master_key_that_is_none_is_refused_in_words(master: str) -> None:
    with pytest.raises(WrongKey, match="DESK_MASTER_KEY"):
        Keyring(master)


def test_another_installation_cannot_open_a_keeper() -> None:
    ours, theirs = (Keyring(base64.b64encode(new_key()).decode()) for _ in range(2))
    key, wrapped = ours.new_keeper_key()

    assert ours.keeper_key(wrapped) == key
    with pytest.raises(WrongKey):
        theirs.keeper_key(wrapped)
