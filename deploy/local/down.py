"""`make stop`: end the desk, then its private engines; all data stay."""

import sys
from pathlib import Path

from deploy.local.desk import Desk
from deploy.local.engines import Engines
from deploy.local.trouble import told

CHECKOUT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Stop everything this checkout started."""
    Desk(checkout=CHECKOUT).stop()
    engines = Engines.of_checkout(CHECKOUT)
    engines.stop()
    sys.stdout.write(f"Stopped; the data stay in {engines.home}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
