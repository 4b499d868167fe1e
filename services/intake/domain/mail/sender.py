"""Read what our own mail server says about the sender (RFC 8601); what others wrote under its name does not count."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from services.intake.domain.mail.entity import Entity
from services.intake.domain.mail.house import House
from shared.sender_check import SenderCheck

_HEADER: Final = "authentication-results"
_MAX_HEADERS: Final = 50
_MAX_CHARACTERS: Final = 10_000
_FAILS: Final = frozenset({"fail", "hardfail"})


def check_sender(entity: Entity, from_address: str, house: House, read: Callable[[str], str]) -> SenderCheck:
    """Return what our server says of *from_address*.

    Only the topmost header of our server counts: it writes above what came with the mail.
    """
    if not house.authserv_id:
        return SenderCheck.NOT_CHECKED
    wanted = house.authserv_id.lower()
    for value in entity.all(_HEADER)[:_MAX_HEADERS]:
        text = read(value[:_MAX_CHARACTERS]).strip().rstrip("; \t")
        if (text.partition(";")[0].split() or [""])[0].lower() == wanted:
            return _judged(text, from_address.rpartition("@")[2].lower())
    return SenderCheck.UNCONFIRMED


def _judged(text: str, domain: str) -> SenderCheck:
    said = _results(text)
    if not domain:
        return SenderCheck.UNCONFIRMED
    # DMARC has weighed the others already.
    dmarc = next((result for method, result, about in said if method == "dmarc" and about <= {domain}), "")
    if dmarc == "pass":
        return SenderCheck.CONFIRMED
    if dmarc in _FAILS:
        return SenderCheck.MISMATCH
    if any(result == "pass" and _covers(about, domain) for method, result, about in said if method in {"dkim", "spf"}):
        return SenderCheck.CONFIRMED
    if any(method == "spf" and result in _FAILS for method, result, _ in said):
        return SenderCheck.MISMATCH
    return SenderCheck.UNCONFIRMED


def _results(text: str) -> list[tuple[str, str, set[str]]]:
    """Return method, result and the domains each speaks of; nothing where the header cannot be read."""
    try:
        results = AuthenticationResultsHeader.parse_value(text).results
    except (AuthResError, ValueError, IndexError, RecursionError):
        return []
    return [(str(one.method).lower(), str(one.result).lower(), _domains(one.properties)) for one in results]


def _domains(properties: Iterable[Any]) -> set[str]:
    """Return whose sending was looked at: the signer of DKIM, the envelope of SPF, the author of DMARC."""
    wanted = {("header", "d"), ("header", "i"), ("header", "from"), ("smtp", "mailfrom")}
    found = (str(one.value).strip('<>" ') for one in properties if (one.type, one.name) in wanted)
    return {value.rpartition("@")[2].lower().rstrip(".") for value in found if value}


def _covers(domains: Iterable[str], domain: str) -> bool:
    # A signature of a domain speaks for the domains below it, not for the one above.
    return any("." in one and (domain == one or domain.endswith("." + one)) for one in domains)
