"""What routing hears."""

from collections.abc import Sequence

from services.routing.handlers.learning import learn, learn_anew
from services.routing.handlers.ledger.agreements.moving import MOVING, note_what_projects_do
from services.routing.handlers.ledger.calls.linking import link_applications
from services.routing.handlers.ledger.forums.keeping import link_ideas
from services.routing.handlers.ledger.projects.born import begin_project
from services.routing.handlers.opening import open_cases
from services.routing.handlers.proposers import answer_conditions, receive_completion, report_todo, withdraw_case
from services.routing.handlers.publishing.hearing import (
    compare_again,
    note_shown,
    take_answer,
    take_partners_answer,
)
from services.routing.handlers.reading import read_again, read_cases
from services.routing.handlers.recognising import recognise_parties
from services.routing.storage.work import RoutingWork
from shared.clock import utc_now
from shared.events import (
    FACTS,
    AccessChanged,
    AttachmentInspected,
    CaseOpened,
    ConditionsAnswered,
    ImplementationStarted,
    NoteOpened,
    OfferReplyReceived,
    ProposalReceived,
    ProposalWithdrawn,
    PublicationAnswered,
    PublicationPartnerAnswered,
    PublicationPublished,
    Recorded,
    ReplyReceived,
    TodoAnswered,
)
from shared.events.registration import RegistrationFact
from shared.messaging.reader import Reader


def readers() -> tuple[Reader[RoutingWork], ...]:
    """Return the readers of routing."""
    others = (_suggestions(), _replies(), _parties(), _lessons(), _proposers())
    return (_cases(), *others, _projects(), _publications(), _agreements(), _forums())


def _cases() -> Reader[RoutingWork]:
    cases: Reader[RoutingWork] = Reader("routing.cases", purpose="提案ごとに案件を一つ作ります。")

    @cases.hears_many(ProposalReceived)
    async def when_proposals_are_received_open_their_cases(
        received: Sequence[Recorded[ProposalReceived]], work: RoutingWork
    ) -> None:
        at = utc_now()
        await open_cases(received, work, at=at)
        await link_applications(received, work, at=at)
        await link_ideas(received, work, at=at)

    return cases


def _suggestions() -> Reader[RoutingWork]:
    suggestions: Reader[RoutingWork] = Reader(
        "routing.suggestions", purpose="提案の言葉を、担当課の候補を示すために読み取ります。"
    )

    @suggestions.hears_many(CaseOpened)
    async def when_cases_are_opened_read_them(opened: Sequence[Recorded[CaseOpened]], work: RoutingWork) -> None:
        await read_cases(opened, work)

    @suggestions.hears_many(AttachmentInspected)
    async def when_files_were_read_read_their_cases_again(
        read: Sequence[Recorded[AttachmentInspected]], work: RoutingWork
    ) -> None:
        await read_again(read, work)

    return suggestions


def _lessons() -> Reader[RoutingWork]:
    # It tells nobody, so it may hear of years ago: a desk learns from what it decided before it could learn.
    lessons: Reader[RoutingWork] = Reader(
        "routing.lessons", purpose="送付先の決定から、担当課の候補の示し方を学びます。", from_the_beginning=True
    )

    # Whatever changes whom a case is with changes who may see it; so nothing that is decided later is missed here.
    @lessons.hears_many(AccessChanged)
    async def when_offers_change_learn_what_stands(
        changed: Sequence[Recorded[AccessChanged]], work: RoutingWork
    ) -> None:
        await learn({one.aggregate_id for one in changed}, work)

    # A sheet that comes later may mark what was said, or say who proposes.
    @lessons.hears_many(AttachmentInspected)
    async def when_files_were_read_learn_what_they_leave_open(
        read: Sequence[Recorded[AttachmentInspected]], work: RoutingWork
    ) -> None:
        await learn_anew({one.fact.proposal_id for one in read if one.fact.has_text}, work)

    @lessons.hears_many(ReplyReceived)
    async def when_replies_are_received_learn_what_they_leave_open(
        received: Sequence[Recorded[ReplyReceived]], work: RoutingWork
    ) -> None:
        await learn_anew({one.aggregate_id for one in received}, work)

    return lessons


def _replies() -> Reader[RoutingWork]:
    replies: Reader[RoutingWork] = Reader("routing.replies", purpose="提案者からの返信を案件の画面に並べます。")

    @replies.hears_many(ReplyReceived)
    async def when_replies_are_received_keep_them(
        received: Sequence[Recorded[ReplyReceived]], work: RoutingWork
    ) -> None:
        await work.replies.keep(received)

    @replies.hears_many(OfferReplyReceived)
    async def when_companies_answer_by_mail_keep_it(
        received: Sequence[Recorded[OfferReplyReceived]], work: RoutingWork
    ) -> None:
        await work.replies.keep_of_offers(received)

    return replies


def _parties() -> Reader[RoutingWork]:
    # It tells nobody, and who proposed before the registry was kept belongs in it.
    parties: Reader[RoutingWork] = Reader(
        "routing.parties", purpose="提案した団体を見分けて、案件に結び付けます。", from_the_beginning=True
    )

    @parties.hears_many(CaseOpened)
    async def when_cases_are_opened_recognise_who_proposes(
        opened: Sequence[Recorded[CaseOpened]], work: RoutingWork
    ) -> None:
        await recognise_parties({one.fact.proposal_id: one.desk_id for one in opened}, work)

    @parties.hears_many(AttachmentInspected)
    async def when_files_were_read_look_whether_they_say_who_proposes(
        read: Sequence[Recorded[AttachmentInspected]], work: RoutingWork
    ) -> None:
        await recognise_parties({one.fact.proposal_id: one.desk_id for one in read if one.fact.has_text}, work)

    return parties


def _proposers() -> Reader[RoutingWork]:
    proposers: Reader[RoutingWork] = Reader(
        "routing.proposers", purpose="提案者の補正、取下げ、条件への回答、宿題の報告を案件に反映します。"
    )

    @proposers.hears(ReplyReceived)
    async def when_a_reply_is_received_take_it_as_the_completion(
        reply: Recorded[ReplyReceived], work: RoutingWork
    ) -> None:
        await receive_completion(reply, work)

    @proposers.hears(ProposalWithdrawn)
    async def when_a_proposal_is_withdrawn_end_its_case(
        withdrawn: Recorded[ProposalWithdrawn], work: RoutingWork
    ) -> None:
        await withdraw_case(withdrawn, work)

    @proposers.hears(ConditionsAnswered)
    async def when_conditions_are_answered_note_it(answer: Recorded[ConditionsAnswered], work: RoutingWork) -> None:
        await answer_conditions(answer, work)

    @proposers.hears(TodoAnswered)
    async def when_a_proposer_says_a_todo_is_done_note_it(answer: Recorded[TodoAnswered], work: RoutingWork) -> None:
        await report_todo(answer, work)

    @proposers.hears_many(NoteOpened)
    async def when_words_of_the_office_were_shown_keep_when(
        told: Sequence[Recorded[NoteOpened]], work: RoutingWork
    ) -> None:
        await work.proposers.keep_opened(told)

    return proposers


def _projects() -> Reader[RoutingWork]:
    projects: Reader[RoutingWork] = Reader(
        "routing.projects", purpose="実施が始まった案件ごとに、事業を一つ台帳に登録します。"
    )

    @projects.hears(ImplementationStarted)
    async def when_the_implementation_of_a_case_starts_begin_its_project(
        started: Recorded[ImplementationStarted], work: RoutingWork
    ) -> None:
        await begin_project(started, work)

    return projects


def _publications() -> Reader[RoutingWork]:
    publications: Reader[RoutingWork] = Reader(
        "routing.publications", purpose="公表への同意の回答と、公開ページへの掲載を公表の記録に反映します。"
    )

    @publications.hears(PublicationAnswered)
    async def when_a_proposer_answered_note_it(answer: Recorded[PublicationAnswered], work: RoutingWork) -> None:
        await take_answer(answer, work)

    @publications.hears(PublicationPartnerAnswered)
    async def when_a_company_answered_by_its_link_note_it(
        answer: Recorded[PublicationPartnerAnswered], work: RoutingWork
    ) -> None:
        await take_partners_answer(answer, work)

    @publications.hears(PublicationPublished)
    async def when_something_is_public_note_since_when(
        published: Recorded[PublicationPublished], work: RoutingWork
    ) -> None:
        await note_shown(published, work)

    # A sheet that comes later may mark what stands in a draft already.
    @publications.hears(AttachmentInspected)
    async def when_a_file_was_read_compare_drafts_again(
        inspected: Recorded[AttachmentInspected], work: RoutingWork
    ) -> None:
        if inspected.fact.has_text:
            await compare_again(inspected, work, proposal_id=inspected.fact.proposal_id)

    @publications.hears(ReplyReceived)
    async def when_a_reply_came_compare_drafts_again(reply: Recorded[ReplyReceived], work: RoutingWork) -> None:
        await compare_again(reply, work, proposal_id=reply.aggregate_id)

    return publications


def _agreements() -> Reader[RoutingWork]:
    agreements: Reader[RoutingWork] = Reader(
        "routing.agreements", purpose="協定に基づく事業の動きを、協定の経過に記録します。"
    )

    for fact in MOVING:
        agreements.hears(fact)(note_what_projects_do)

    return agreements


def _forums() -> Reader[RoutingWork]:
    forums: Reader[RoutingWork] = Reader(
        "routing.forums", purpose="意見交換会の参加の申込みを、意見交換会の画面に並べます。", from_the_beginning=True
    )

    async def when_somebody_registers_keep_how_it_stands(
        told: Sequence[Recorded[RegistrationFact]], work: RoutingWork
    ) -> None:
        await work.registrations.keep(told)

    for fact in FACTS:
        if issubclass(fact, RegistrationFact):
            forums.hears_many(fact)(when_somebody_registers_keep_how_it_stands)
    return forums
