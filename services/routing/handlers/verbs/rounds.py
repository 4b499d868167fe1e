"""A round comes to its end: due days that passed, and with whom the desk goes on."""

from typing import Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import rounds
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.whose import OfOneOffer
from services.routing.handlers.verbs.words import LONGEST_CHARS, WordsToProposer
from shared.access.policy import Action
from shared.events import CooperationWay


class Closing(Asked):
    """With whom the desk goes on, in which way, why that is fair, and what everybody is told."""

    partners: tuple[UUID, ...] = Field(
        title="連携先", description="成立の回答があった送付（offer）の番号です。", min_length=1
    )
    way: CooperationWay = Field(title="進め方", description="協働型（collaboration）又は契約型（contract）です。")
    ground: str = Field(
        title="公平性の根拠",
        description="連携先と進め方をそのように決めた理由です。庁内の記録になります。",
        max_length=LONGEST_CHARS,
    )
    words: WordsToProposer
    words_to_others: str = Field(default="", title="選ばれなかった相手への言葉", max_length=LONGEST_CHARS)
    words_to_partners: str = Field(default="", title="連携先に決まった団体への言葉", max_length=LONGEST_CHARS)


async def _expire(doing: Doing, asked: OfOneOffer) -> Case:
    return await rounds.expire_offer(doing.work, doing.receipt, doing.step, asked.addressee, doing.scheme)


async def _close(doing: Doing, asked: Closing) -> Case:
    ending = rounds.Ending(
        partners=asked.partners,
        way=asked.way,
        ground=asked.ground,
        note=asked.words,
        note_to_others=asked.words_to_others,
        note_to_partners=asked.words_to_partners,
    )
    return await rounds.close_round(doing.work, doing.receipt, doing.step, ending, doing.scheme)


EXPIRE_OFFER: Final = Door(verb=Verb.EXPIRE_OFFER, action=Action.OFFER_RECALL, asks=OfOneOffer, do=_expire)
CLOSE_ROUND: Final = Door(verb=Verb.CLOSE_ROUND, action=Action.ROUND_CLOSE, asks=Closing, do=_close)
