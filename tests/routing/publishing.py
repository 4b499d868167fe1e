"""A publication of a case, and the doors that lead to the public."""

import io
from typing import Any

from PIL import Image

from services.routing.domain.publishing.book import BOOK
from services.routing.domain.publishing.publication import Publication
from services.routing.handlers.ledger.door import Doing, begin, perform
from services.routing.handlers.publishing.volume import VOLUME
from shared.access.actor import Actor
from shared.documents.contents import FilledField, ProposalContent
from shared.events import Verdict
from shared.scheme.model import DeskScheme
from tests.routing.conftest import DESK, FOREST, OFFICER, House, seen_as, step
from tests.routing.ending import do as do_case
from tests.routing.ending import judged, look

NUMBER = "PR8-0001"
SECRET = "県産の杉材を薄く削って渡し船の船底に張る独自の工法"
IDEA = ProposalContent(
    title="BAIT-森林を走る渡し船",
    text="県産の木材を使います。",
    fields=(
        FilledField(key="method", label="実施方法", value=SECRET, protected=True),
        FilledField(key="cost", label="費用", value="1,234万円", protected=True),
        FilledField(key="place", label="場所", value="みお市"),
    ),
)
DRAFT: dict[str, Any] = {
    "title": "森の渡し船",
    "summary": "木の船で川を渡ります。",
    "body": "■ねらい\n木に親しむ。\n■これから\n秋に走ります。",
    "partners": ("株式会社みお",),
    "effects": ("乗船者｜1200｜人｜2026-11-20｜乗船券の数｜森林整備課｜300000",),
    "contact": "森林整備課",
}


async def of_a_case(house: House, content: ProposalContent = IDEA) -> Publication:
    """Bring a case with protected fields to coordination and begin its publication."""
    await house.offered("shinrin", content=content)
    await house.taken_up(FOREST)
    await judged(house, Verdict.VIABLE)
    (offer,) = (await look(house)).offers
    said: dict[str, Any] = {"way": "collaboration", "ground": "一者だけが応じたため。", "words": "調整を始めます。"}
    await do_case(house, "close-round", partners=[offer.offer_id], **said)
    return await begun(house, "R8-0012")


async def begun(house: House, about: str) -> Publication:
    """Begin the publication of what bears a number."""
    async with house.web.begin(seen_as(OFFICER)) as work:
        doing = Doing(work=work, step=step(OFFICER), scheme=house.scheme)
        return await begin(VOLUME, doing, {"about": about})


async def do(
    house: House,
    verb: str,
    actor: Actor = OFFICER,
    *,
    number: str = NUMBER,
    scheme: DeskScheme | None = None,
    **said: Any,
) -> Publication:
    """Go through the door of *verb*."""
    async with house.web.begin(seen_as(actor)) as work:
        doing = Doing(work=work, step=step(actor), scheme=scheme or house.scheme)
        return await perform(VOLUME, doing, number, verb, said)


async def publication(house: House) -> Publication:
    """Return the publication as it stands."""
    async with house.worker.begin() as work:
        return await work.ledger.find(BOOK, DESK, NUMBER)


def a_picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), exif: bytes = b"") -> bytes:
    """Return a picture as a camera would write it."""
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, format=kind, **({"exif": exif} if exif else {}))
    return out.getvalue()
