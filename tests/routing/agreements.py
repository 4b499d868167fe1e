"""What tests say when they begin an agreement."""

from collections.abc import Mapping
from typing import Any, Final

AN_AGREEMENT: Final[Mapping[str, Any]] = {
    "title": "森林と観光の包括連携協定",
    "form": "comprehensive",
    "purpose": "森林を生かした観光を進める。",
    "new_parties": ("株式会社みお", "一般社団法人森の会"),
    "fields": ("tourism-industry", "environment"),
    "lead": "shinrin",
    "departments": ("kanko",),
}
