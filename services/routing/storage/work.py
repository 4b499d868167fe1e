"""One transaction of routing, as its handlers see it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.agreement_queries import AgreementQueries
from services.routing.storage.calendar_days import CalendarDays
from services.routing.storage.case_lessons import CaseLessons
from services.routing.storage.cases import CaseStore
from services.routing.storage.clocks import ClockStore
from services.routing.storage.contents import CaseContents
from services.routing.storage.due_days import DueDays
from services.routing.storage.forgotten import ForgottenCases
from services.routing.storage.ledger import LedgerStore
from services.routing.storage.ledger_dues import LedgerDues
from services.routing.storage.ledger_lessons import LedgerLessons
from services.routing.storage.ledger_queries import LedgerQueries
from services.routing.storage.ledger_texts import LedgerTexts
from services.routing.storage.lessons import LessonStore
from services.routing.storage.likeness import LikenessStore
from services.routing.storage.links import LinkStore
from services.routing.storage.media import MediaStore
from services.routing.storage.municipalities import MunicipalityStore
from services.routing.storage.new_cases import NewCaseStore
from services.routing.storage.organisation import OrganisationStore
from services.routing.storage.parties import PartyStore
from services.routing.storage.partner_questions import PartnerQuestions
from services.routing.storage.party_queries import PartyQueries
from services.routing.storage.project_queries import ProjectQueries
from services.routing.storage.proposers import ProposerStore
from services.routing.storage.publications import PublicationStore
from services.routing.storage.queries import CaseQueries
from services.routing.storage.recognition import Recognition
from services.routing.storage.registrations import ForumRegistrations
from services.routing.storage.replies import ReplyStore
from services.routing.storage.requests import AnsweredRequests
from services.routing.storage.schemes import SchemeStore
from services.routing.storage.terms import TermStore
from services.routing.storage.waiting import WaitingApplications
from shared.documents import Keyring
from shared.scheme.in_force import SchemesInForce


@dataclass(frozen=True, slots=True)
class RoutingWork:
    """Implements the port Work; `queries` reads for pages."""

    connection: AsyncConnection
    keyring: Keyring
    cases: CaseStore
    clocks: ClockStore
    due_days: DueDays
    forgotten: ForgottenCases
    new_cases: NewCaseStore
    terms: TermStore
    likeness: LikenessStore
    lessons: LessonStore
    case_lessons: CaseLessons
    contents: CaseContents
    organisation: OrganisationStore
    municipalities: MunicipalityStore
    schemes: SchemeStore
    queries: CaseQueries
    replies: ReplyStore
    links: LinkStore
    proposers: ProposerStore
    recognition: Recognition
    parties: PartyStore
    party_queries: PartyQueries
    applications: WaitingApplications
    ledger: LedgerStore
    ledger_texts: LedgerTexts
    ledger_queries: LedgerQueries
    ledger_dues: LedgerDues
    agreement_queries: AgreementQueries
    ledger_lessons: LedgerLessons
    project_queries: ProjectQueries
    publications: PublicationStore
    partner_questions: PartnerQuestions
    media: MediaStore
    calendar_days: CalendarDays
    requests: AnsweredRequests
    registrations: ForumRegistrations


def work_on(connection: AsyncConnection, keyring: Keyring, schemes: SchemesInForce) -> RoutingWork:
    """Return the work of one transaction; *schemes* is what this process knows of the desks."""
    return RoutingWork(
        connection=connection,
        keyring=keyring,
        cases=CaseStore(connection, schemes),
        clocks=ClockStore(connection),
        due_days=DueDays(connection),
        forgotten=ForgottenCases(connection),
        new_cases=NewCaseStore(connection, keyring),
        terms=TermStore(connection),
        likeness=LikenessStore(connection, keyring),
        lessons=LessonStore(connection),
        case_lessons=CaseLessons(connection),
        contents=CaseContents(connection, keyring),
        organisation=OrganisationStore(connection),
        municipalities=MunicipalityStore(connection),
        schemes=SchemeStore(connection, schemes),
        queries=CaseQueries(connection),
        replies=ReplyStore(connection, keyring),
        links=LinkStore(connection),
        proposers=ProposerStore(connection),
        recognition=Recognition(connection, keyring),
        parties=PartyStore(connection, keyring),
        party_queries=PartyQueries(connection, keyring),
        applications=WaitingApplications(connection),
        ledger=LedgerStore(connection),
        ledger_texts=LedgerTexts(connection, keyring),
        ledger_queries=LedgerQueries(connection),
        ledger_dues=LedgerDues(connection),
        agreement_queries=AgreementQueries(connection),
        ledger_lessons=LedgerLessons(connection),
        project_queries=ProjectQueries(connection, keyring),
        publications=PublicationStore(connection),
        partner_questions=PartnerQuestions(connection),
        media=MediaStore(connection, keyring),
        calendar_days=CalendarDays(connection),
        requests=AnsweredRequests(connection),
        registrations=ForumRegistrations(connection, keyring),
    )
