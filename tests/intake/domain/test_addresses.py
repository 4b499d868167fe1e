"""Which desk an address belongs to."""

import pytest

from services.intake.domain.addresses import desks_by_address, plain_address


@pytest.mark.parametrize(
    "address",
    ["teian@miono.example.jp", "Teian@MIONO.example.jp", "teian+R8-0001@miono.example.jp.", "<teian@miono.example.jp>"],
)
def test_every_spelling_of_an_address_leads_to_its_desk(address: str) -> None:
    desks = desks_by_address({"miono": ["teian@miono.example.jp"]})

    assert desks.get(plain_address(address)) == "miono"
