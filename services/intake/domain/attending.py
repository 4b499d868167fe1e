"""Places at a forum (意見交換会): who has one, who waits for one, and who gets one that becomes free."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from shared.errors import Missing, Refused
from shared.events.registration import RegistrationState
from shared.public_words import places_words

MOST_PEOPLE: Final = 50


class ForumFull(Refused):
    """There are not enough places left, and nobody waits for one."""


class RegistrationOver(Refused):
    """The forum has been held, was taken back, or its registration ended."""

    public_message = "この意見交換会のお申し込みの受付は終了しました。ご用件は、デスクへ直接ご連絡ください。"


class RegistrationTakenBack(Refused):
    """This form made a registration, which was cancelled since."""

    public_message = (
        "この画面からのお申し込みは、その後に取り消されています。"
        "もう一度参加されるときは、新しい画面からお申し込みください。"
    )


class NoSuchRegistration(Missing):
    """There is no such registration, or it was cancelled."""

    public_message = "このお申し込みは見つからないか、すでに取り消されています。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Somebody who comes to a forum, without who it is; *registered_at* is when it was asked for first."""

    registration_id: UUID
    desk_id: str
    number: str
    state: RegistrationState
    people: int
    contact_id: UUID
    words_id: UUID | None
    answerable: bool
    link_generation: int
    version: int
    registered_at: datetime

    @property
    def stands(self) -> bool:
        """Tell whether somebody still means to come."""
        return self.state is not RegistrationState.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How the places of a forum stand: *taken* are people, *waiting* registrations; no capacity is no end of places."""

    capacity: int | None
    waiting_list: bool
    taken: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """Return how many people may still come; None where nobody counts."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def words(self) -> str:
        """Return how it stands, as everybody reads it."""
        return places_words(self.capacity, self.taken, waiting_list=self.waiting_list, waiting=self.waiting)

    @property
    def for_nobody_new(self) -> bool:
        """Tell whether nobody who registers now gets a place: all are taken, or belong to those who wait."""
        return self.free is not None and (self.free == 0 or self.waiting > 0)

    @property
    def takes_more(self) -> bool:
        """Tell whether anybody may still register, be it to wait."""
        return self.waiting_list or not self.for_nobody_new

    def room_for(self, people: int) -> RegistrationState | ForumFull:
        """Return what becomes of *people* who want to come now, or why nobody waits for a place.

        Who waits comes first: nobody gets a place past them.
        """
        if self.free is None or (people <= self.free and not self.waiting):
            return RegistrationState.REGISTERED
        if self.waiting_list:
            return RegistrationState.WAITING
        return ForumFull(public=self._why_full)

    @property
    def _why_full(self) -> str:
        if self.waiting:
            return "お席をお待ちの方がいらっしゃるため、人数を増やすことはできません。"
        if self.free:
            return f"残りは{self.free}名です。人数をご確認ください。"
        return "定員に達したため、参加のお申し込みの受付を終了しました。"

    def admitted(self, waiting: Sequence[Registration]) -> Iterator[Registration]:
        """Yield who gets a place, of those who wait in the order they came: nobody is passed over."""
        free = self.free
        for one in waiting:
            if free is not None:
                if one.people > free:
                    return
                free -= one.people
            yield one


def people_in(said: str) -> int | None:
    """Return how many people somebody wrote down, None where it is no number of people who may come together."""
    digits = unicodedata.normalize("NFKC", said).strip().removesuffix("名").removesuffix("人").strip()
    people = int(digits) if digits.isdecimal() and len(digits) <= len(str(MOST_PEOPLE)) else 0
    return people if 1 <= people <= MOST_PEOPLE else None
