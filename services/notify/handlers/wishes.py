"""Let each person say how they are told by mail; their inbox tells them always."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.audience import Audience
from services.notify.domain.notification import URGENT, NotificationKind
from services.notify.domain.people import MailMode, mode_of
from services.notify.domain.telling import TELLINGS
from services.notify.storage.people import address_of, keep_wishes, wishes_of
from shared.access.actor import Actor, Role
from shared.errors import Invalid

_OF_ROLE = {
    Role.DESK: frozenset({Audience.DESK}),
    Role.DEPARTMENT: frozenset({Audience.LEAD, Audience.OTHER_DEPARTMENT, Audience.PROPOSER}),
    Role.MUNICIPALITY: frozenset({Audience.MUNICIPALITY}),
}


class UnknownWish(Invalid):
    """What was sent is no way in which somebody can be told."""

    public_message = "お知らせの設定を読み取れませんでした。画面を読み込み直して、もう一度お選びください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a person is told of one kind by mail, and whether they may say otherwise."""

    kind: NotificationKind
    mode: MailMode
    fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a person is told by mail, and where; without an address they are not."""

    email: str | None
    kinds: tuple[Wish, ...]


def kinds_for(actor: Actor) -> tuple[NotificationKind, ...]:
    """Return the kinds that come into inboxes of this person's posts, in their order."""
    audiences = frozenset[Audience]().union(*(to for role, to in _OF_ROLE.items() if actor.has(role)))
    told = {row.kind for row in TELLINGS if row.to in audiences}
    return tuple(kind for kind in NotificationKind if kind in told)


async def show_wishes(connection: AsyncConnection, actor: Actor) -> Wishes:
    """Return how *actor* is told by mail."""
    wishes = await wishes_of(connection, actor.account_id)
    return Wishes(
        email=await address_of(connection, actor.account_id),
        kinds=tuple(Wish(kind=kind, mode=mode_of(kind, wishes), fixed=kind in URGENT) for kind in kinds_for(actor)),
    )


async def change_wishes(connection: AsyncConnection, actor: Actor, said: Mapping[str, str]) -> None:
    """Keep what *actor* wishes of the kinds they are told; raise UnknownWish. What is urgent stays as it is."""
    wishes: dict[NotificationKind, MailMode] = {}
    for kind in kinds_for(actor):
        if kind in URGENT or kind.value not in said:
            continue
        try:
            wishes[kind] = MailMode(said[kind.value])
        except ValueError as error:
            raise UnknownWish from error
    await keep_wishes(connection, actor.account_id, wishes)
