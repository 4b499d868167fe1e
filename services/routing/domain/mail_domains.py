"""The domain of a mail address as a sign of who writes; one that anybody can have an address at is no sign."""

from typing import Final

# Free mail, mobile carriers and providers of households, as they are common in Japan.
_OF_EVERYBODY: Final = frozenset(
    {
        "aol.com",
        "au.com",
        "biglobe.ne.jp",
        "docomo.ne.jp",
        "excite.co.jp",
        "ezweb.ne.jp",
        "gmail.com",
        "gmx.com",
        "googlemail.com",
        "hotmail.co.jp",
        "hotmail.com",
        "i.softbank.jp",
        "icloud.com",
        "infoseek.jp",
        "jcom.home.ne.jp",
        "jcom.zaq.ne.jp",
        "live.jp",
        "mac.com",
        "mail.com",
        "me.com",
        "mineo.jp",
        "msn.com",
        "nifty.com",
        "ocn.ne.jp",
        "outlook.com",
        "outlook.jp",
        "plala.or.jp",
        "proton.me",
        "protonmail.com",
        "rakumail.jp",
        "sannet.ne.jp",
        "sky.plala.or.jp",
        "so-net.ne.jp",
        "softbank.ne.jp",
        "tuta.com",
        "uqmobile.jp",
        "vodafone.ne.jp",
        "wakwak.com",
        "yahoo.co.jp",
        "yahoo.com",
        "ymail.ne.jp",
        "ymobile.ne.jp",
        "zoho.com",
    }
)
# At these a customer has a name of his own before the provider's: taro@abc.ocn.ne.jp.
_BEFORE_PROVIDERS: Final = tuple(
    f".{domain}" for domain in ("biglobe.ne.jp", "nifty.com", "ocn.ne.jp", "plala.or.jp", "so-net.ne.jp", "zaq.ne.jp")
)


def domain_of_body(address: str) -> str | None:
    """Return the mail domain that speaks for a body, in small letters; None where it speaks for nobody."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    if "." not in domain or domain in _OF_EVERYBODY or domain.endswith(_BEFORE_PROVIDERS):
        return None
    return domain
