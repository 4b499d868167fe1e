"""Which desk an address belongs to."""

from collections.abc import Iterable, Mapping


def plain_address(address: str) -> str:
    """Return *address* in lower case, without `+detail` and without angle brackets."""
    local, at, host = address.strip().strip("<>").lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{host.rstrip('.')}"


def desks_by_address(addresses: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the desk of every plain intake address, from each desk's addresses."""
    return {plain_address(address): desk_id for desk_id, own in addresses.items() for address in own}
