"""Somebody registers for a forum (意見交換会), changes it or takes it back, and who waits gets the place."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from services.intake.domain.attending import (
    ForumFull,
    NoSuchRegistration,
    Registration,
    RegistrationOver,
    RegistrationTakenBack,
)
from services.intake.domain.calls import NoSuchForum, PublicCall
from services.intake.handlers.proposing import JSON
from services.intake.handlers.recording import Place, Rules, recorded_under
from services.intake.storage.registrations import NewRegistration
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind, NewKeeper
from shared.documents.contents import ContactContent, RegistrationContent
from shared.events.registration import (
    RegistrationAdmitted,
    RegistrationCancelled,
    RegistrationChanged,
    RegistrationFact,
    RegistrationReceived,
    RegistrationRepeated,
    RegistrationState,
)
from shared.events.who import by_door, by_service
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Who comes to a forum, with how many people; *form_key* says which page of the form this is."""

    scheme: DeskScheme = field(repr=False)
    number: str
    form_key: UUID
    people: int
    contact: ContactContent = field(repr=False)
    words: str = field(default="", repr=False)

    @property
    def sent_as(self) -> UUID:
        """Return which form this is, however often it is sent; filled in otherwise, it is another."""
        said = (str(self.people), self.contact.model_dump_json(), self.words)
        return uuid5(self.form_key, "\n".join(said))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How many people come, and what they wish, from now on."""

    people: int
    words: str = field(default="", repr=False)


async def register(coming: Coming, work: Work, *, now: datetime) -> Registration | ForumFull:
    """Give a place or a place on the waiting list, or say why there is none; raise NoSuchForum.

    The same form, and the same address, are one registration; raise RegistrationTakenBack where it does not stand any
    more. Whoever is registered is mailed that once more and answered as a stranger would be, so that no answer tells
    which addresses are registered.
    """
    desk_id, number = coming.scheme.desk_id, coming.number
    telling = await _Telling.begin(Rules.of(coming.scheme), number, work, now)
    if (sent := await work.registrations.by_form(coming.sent_as)) is not None:
        if not sent.stands:
            raise RegistrationTakenBack
        return sent
    state = (await work.registrations.places(desk_id, number)).room_for(coming.people)
    if (known := await work.registrations.by_address(desk_id, number, coming.contact.email)) is not None:
        same = await telling.kept(known)
        await telling.tell(RegistrationRepeated, same, actor=by_door("form"))
        return state if isinstance(state, ForumFull) else same
    return state if isinstance(state, ForumFull) else await _new(coming, state, telling)


async def _new(coming: Coming, state: RegistrationState, telling: "_Telling") -> Registration:
    work, registration_id = telling.work, new_id()
    contact_id, words_id = await _written(registration_id, coming, work)
    new = NewRegistration(
        registration_id=registration_id,
        desk_id=coming.scheme.desk_id,
        number=coming.number,
        state=state,
        people=coming.people,
        contact_id=contact_id,
        words_id=words_id,
        form_key=coming.sent_as,
        email=coming.contact.email,
        at=telling.now,
    )
    await work.registrations.add(new)
    made = await standing_registration(registration_id, work)
    await telling.tell(RegistrationReceived, made, actor=by_door("form"))
    return made


async def change(registration_id: UUID, asked: Change, scheme: DeskScheme, work: Work, *, now: datetime) -> None:
    """Come with more or fewer people, or wish something else; raise RegistrationOver or ForumFull."""
    forum, telling = await _begun(registration_id, scheme, work, now)
    if day_in_japan(now) > forum.closes_on:
        raise RegistrationOver(public="締切を過ぎたため、内容は変更できません。取消しは開催日まで承ります。")
    before = await standing_registration(registration_id, work)
    if asked.people > before.people and before.state is RegistrationState.REGISTERED:
        # Who has a place keeps it; whoever else they bring needs one that is free now.
        places = await work.registrations.places(before.desk_id, before.number)
        room = replace(places, waiting_list=False).room_for(asked.people - before.people)
        if isinstance(room, ForumFull):
            raise room
    words_id = await _wished(registration_id, scheme, asked.words, work)
    after = await telling.kept(replace(before, people=asked.people, words_id=words_id))
    await telling.tell(RegistrationChanged, after, actor=by_door("form"))
    await telling.admit()


async def cancel(registration_id: UUID, scheme: DeskScheme, work: Work, *, now: datetime) -> None:
    """Take a registration back; the first who waits gets the place. Raise RegistrationOver once the day has passed."""
    forum, telling = await _begun(registration_id, scheme, work, now)
    if forum.is_over(day_in_japan(now)):
        raise RegistrationOver
    before = await standing_registration(registration_id, work)
    after = await telling.kept(replace(before, state=RegistrationState.CANCELLED))
    await telling.tell(RegistrationCancelled, after, actor=by_door("form"))
    await telling.admit()


async def admit_waiting(rules: Rules, number: str, work: Work, *, now: datetime) -> None:
    """Give places to who waits, after there may be more of them; once the day has passed nobody gets one."""
    forum = await work.calls.find(rules.desk_id, number)
    if forum is not None and not forum.is_over(day_in_japan(now)):
        await (await _Telling.begin(rules, number, work, now)).admit()


async def standing_registration(registration_id: UUID, work: Work) -> Registration:
    """Return a registration that was not cancelled; raise NoSuchRegistration."""
    found = await work.registrations.find(registration_id)
    if found is None or not found.stands:
        raise NoSuchRegistration
    return found


async def _begun(registration_id: UUID, scheme: DeskScheme, work: Work, now: datetime) -> tuple[PublicCall, "_Telling"]:
    """Hold the places of the forum of a registration; raise RegistrationOver where it was taken back."""
    number = (await standing_registration(registration_id, work)).number
    forum = await work.calls.find(scheme.desk_id, number)
    if forum is None:
        raise RegistrationOver
    return forum, await _Telling.begin(Rules.of(scheme), number, work, now)


async def _written(registration_id: UUID, coming: Coming, work: Work) -> tuple[UUID, UUID | None]:
    """Keep who comes and what they wish, under a key of the registration."""
    desk_id = coming.scheme.desk_id
    keeper = NewKeeper(keeper_id=registration_id, kind=KeeperKind.REGISTRATION, desk_id=desk_id)
    await work.documents.create_keepers([keeper])
    contact_id = await work.documents.write(
        DocumentKind.CONTACT,
        coming.contact.to_bytes(),
        keeper_id=registration_id,
        keeper_kind=KeeperKind.REGISTRATION,
        desk_id=desk_id,
        media_type=JSON,
    )
    return contact_id, await _wished(registration_id, coming.scheme, coming.words, work)


async def _wished(registration_id: UUID, scheme: DeskScheme, words: str, work: Work) -> UUID | None:
    if not words:
        return None
    return await work.documents.write(
        DocumentKind.REGISTRATION,
        RegistrationContent(words=words).to_bytes(),
        keeper_id=registration_id,
        keeper_kind=KeeperKind.REGISTRATION,
        desk_id=scheme.desk_id,
        media_type=JSON,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """What happens to the registrations of one forum in one transaction; until its end nobody else counts places."""

    rules: Rules
    number: str
    work: Work
    now: datetime

    @classmethod
    async def begin(cls, rules: Rules, number: str, work: Work, now: datetime) -> "_Telling":
        if await work.registrations.count(rules.desk_id, number) is None:
            raise NoSuchForum
        return cls(rules=rules, number=number, work=work, now=now)

    async def kept(self, one: Registration) -> Registration:
        after = replace(one, version=one.version + 1)
        await self.work.registrations.change(after)
        return after

    async def admit(self) -> None:
        """Give what is free to who waits."""
        desk_id = self.rules.desk_id
        places = await self.work.registrations.places(desk_id, self.number)
        for one in places.admitted(await self.work.registrations.waiting(desk_id, self.number)):
            after = await self.kept(replace(one, state=RegistrationState.REGISTERED))
            await self.tell(RegistrationAdmitted, after, actor=by_service("intake"))

    async def tell(self, fact: type[RegistrationFact], one: Registration, *, actor: str) -> None:
        places = await self.work.registrations.places(self.rules.desk_id, self.number)
        # Each fact has a count of its own, so that the later of two is known.
        tally = await self.work.registrations.count(self.rules.desk_id, self.number)
        said = fact(
            number=one.number,
            state=one.state,
            people=one.people,
            contact_id=one.contact_id,
            words_id=one.words_id,
            answerable=one.answerable,
            taken=places.taken,
            waiting=places.waiting,
            tally=tally or 1,
        )
        place = Place(aggregate_id=one.registration_id, version=one.version, correlation_id=one.registration_id)
        await self.work.outbox.add(recorded_under(self.rules, said, place, actor=actor, now=self.now))
