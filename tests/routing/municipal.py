"""Municipalities of the house, and cases they are invited to."""

from sqlalchemy import text

from services.routing.domain.case import Case
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from shared.access.actor import Actor, Role
from tests.routing.conftest import DESK, FOREST, OFFICER, House, person, seen_as, step

BAY = person(Role.MUNICIPALITY, "shi-bay")
HILL = person(Role.MUNICIPALITY, "machi-hill")
WORDS = "会場の調整をお願いします。"


async def municipalities(house: House) -> None:
    """Put two municipalities into the organisation of the house, and give their people accounts."""
    async with house.admin.begin() as connection:
        for position, (code, name) in enumerate((("shi-bay", "入江市"), ("machi-hill", "丘町"))):
            await connection.execute(
                text(
                    "INSERT INTO routing.municipality (desk_id, code, valid_from, name, kana, position)"
                    " VALUES (:desk, :code, '2020-04-01', :name, '', :position)"
                ),
                {"desk": DESK, "code": code, "name": name, "position": position},
            )
    for one in (BAY, HILL, OFFICER, FOREST):
        await house.known(one)


async def do(house: House, actor: Actor, verb: str, receipt: str = "R8-0012", **said: object) -> Case:
    """Let somebody do something with a case, as pages, the API and the command line do."""
    async with house.web.begin(seen_as(actor)) as work:
        return await perform(Doing(work=work, receipt=receipt, step=step(actor), scheme=house.scheme), verb, said)


async def invited(house: House, *codes: str, receipt: str = "R8-0012") -> Case:
    """Let a department look into a case and the desk invite municipalities to it."""
    await municipalities(house)
    await house.offered("shinrin", receipt=receipt)
    await house.taken_up(FOREST, receipt)
    return await do(house, OFFICER, "invite-municipality", receipt, municipalities=codes, words=WORDS)
