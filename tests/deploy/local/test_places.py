from pathlib import Path

from deploy.local.places import engines_home, myself


def test_the_engines_live_in_the_checkout_when_their_users_can_enter_it(tmp_path: Path) -> None:
    home = engines_home(tmp_path, can_be_entered=lambda _: True)

    assert home == tmp_path / ".local" / "engines"


def test_otherwise_they_live_in_a_named_place_that_is_written_down(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()

    home = engines_home(checkout, can_be_entered=lambda _: False, named_place=tmp_path / "named")

    assert home.parent == tmp_path / "named"
    assert (checkout / ".local" / "engines-home").read_text() == f"{home}\n"
    assert not (checkout / ".local" / "engines").exists()


def test_a_place_once_chosen_is_kept(tmp_path: Path) -> None:
    first = engines_home(tmp_path, can_be_entered=lambda _: False, named_place=tmp_path / "named")

    second = engines_home(tmp_path, can_be_entered=lambda _: True, named_place=tmp_path / "other")

    assert second == first


def test_two_checkouts_do_not_share_a_named_place(tmp_path: Path) -> None:
    homes = set()

    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        homes.add(engines_home(tmp_path / name, can_be_entered=lambda _: False, named_place=tmp_path / "named"))

    assert len(homes) == 3


def test_a_written_file_is_private_from_its_first_moment(tmp_path: Path) -> None:
    myself().write(tmp_path / "secret", "x")
    myself().write(tmp_path / "secret", "y")

    assert (tmp_path / "secret").read_text() == "y"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
