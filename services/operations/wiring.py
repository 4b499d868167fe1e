"""Where operations is put together: settings in, running service out."""

from pathlib import Path

from shared.runtime.site import Site, make_site
from shared.scheme.load import load_schemes
from shared.settings import ServiceSettings

TEMPLATES = Path(__file__).parent / "web" / "templates"


def build_site() -> Site:
    """Build the pages of operations."""
    settings = ServiceSettings("operations")
    schemes = load_schemes(settings.installation.desks_folder)
    return make_site(settings, next(iter(schemes.values())), templates=[TEMPLATES], messaging=None)


async def run_worker() -> None:
    """Watch the deliveries until cancelled."""
