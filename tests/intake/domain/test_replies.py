"""What a subject, a header and an address say about which proposal is answered."""

import pytest

from services.intake.domain.replies import is_same_address, numbers_in, ours_among


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: 【受付番号 R8-0012】ご提案", ("R8-0012",)),
        ("Ｒｅ：Ｒ８－００１２とR8−0013", ("R8-0012", "R8-0013")),
        ("R8-0012 R8-0012", ("R8-0012",)),
        ("AXR8-0012 R8-00121234567 2026-0012", ()),
    ],
)
def test_numbers_are_found_however_they_are_typed(subject: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(subject) == numbers


def test_only_what_bears_our_domain_is_ours() -> None:
    found = ours_among(["<1@Renkei.example.jp>", "2@renkei.example.jp", "<3@example.jp>", "", "x"], "renkei.example.jp")

    assert found == ("<1@Renkei.example.jp>", "<2@renkei.example.jp>")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("A@B.example", "<a@b.example>", True), ("a@b.example", "b@b.example", False), ("", "", False)],
)
def test_no_address_is_nobodys(one: str, other: str, *, same: bool) -> None:
    assert is_same_address(one, other) is same
