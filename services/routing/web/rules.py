"""Which routing rules hit a case, as the page shows them beside the suggestion and never mixed into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.routing.domain.roles import Body
from services.routing.domain.rules import RuleHit, leading
from services.routing.domain.succession import Succession
from services.routing.handlers.ruling import hits_in, rulebook_of
from services.routing.storage.rules import traits_of
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.labels import LABELS
from shared.access.policy import Action
from shared.events import ProposerKind
from shared.scheme.model import DeskScheme
from shared.web.labels import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRule:
    """A rule that hit: whom it points to today, and what made it hit, per condition.

    *formerly* is the department the rule names, where another does its work today; *ended* says that none does.
    """

    number: int
    department: str
    name: str
    priority: int
    note: str
    because: tuple[tuple[str, tuple[str, ...]], ...]
    formerly: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesSaid:
    """The rules that hit, whose version they are, and how they stand to the suggestion, in one sentence."""

    rules: tuple[ShownRule, ...]
    version: int
    remark: str
    verdict: str
    differs: bool


async def rules_said(work: RoutingWork, opened: OpenedCase, on: date) -> RulesSaid | None:
    """Return the rules that hit a case, beside what leads the ranking; None for who may not offer the case."""
    case = opened.case
    if Action.CASE_OFFER not in opened.may or case.cast.addressee is not Body.DEPARTMENT:
        return None
    scheme = opened.scheme
    kind = ProposerKind(opened.row["proposer_kind"])
    traits = await traits_of(work.contents, {case.proposal_id: kind}, scheme.form)
    hits = await hits_in(rulebook_of(scheme.routing), traits[case.proposal_id]) if traits else []
    succession = await work.organisation.succession(case.desk_id, on)
    lead = opened.advice.ranking.lead if opened.advice else None
    verdict, differs = compared(hits, lead, succession)
    return RulesSaid(
        rules=tuple(_shown(hit, scheme, succession) for hit in hits),
        version=scheme.version,
        remark=_remark(
            scheme.version,
            asked=opened.row["scheme_version"],
            newest=work.schemes.in_force(case.desk_id).version,
        ),
        verdict=verdict,
        differs=differs,
    )


def compared(hits: Sequence[RuleHit], lead: str | None, succession: Succession) -> tuple[str, bool]:
    """Return how the rules stand to the *lead* of the suggestion, and whether a person must weigh them."""
    first = list(dict.fromkeys(succession.today(code) or code for code in leading(hits)))
    if not first:
        return "当てはまる規則はありません。", False
    pointed = "".join(f"「{succession.name(code)}」" for code in first)
    if len(first) > 1:
        return f"同じ優先度の規則が、{pointed}の異なる課を指しています。規則の理由を見比べてお決めください。", True
    if lead is None:
        return f"規則は{pointed}を指しています。言葉からの候補は、一つに決められませんでした。", True
    if lead == first[0]:
        return f"規則も、言葉からの候補も、{pointed}を先頭に挙げています。", False
    suggested = f"言葉からの候補は「{succession.name(lead)}」"
    return f"規則は{pointed}、{suggested}で、異なります。それぞれの理由を見比べてお決めください。", True


def _remark(shown: int, *, asked: int, newest: int) -> str:
    """Say whose rules are shown, where they are not simply those in force."""
    if shown != asked:
        return f"受け付けたときの設定（版{asked}）の記録がないため、現在の設定（版{shown}）の規則を示しています。"
    if shown != newest:
        return f"この案件を受け付けたときの設定（版{shown}）の規則です。現在の設定は版{newest}です。"
    return ""


def _shown(hit: RuleHit, scheme: DeskScheme, succession: Succession) -> ShownRule:
    today = succession.today(hit.department)
    fields = {category.code: category.words for category in scheme.categories}
    kinds = (LABELS.text(Audience.STAFF, ProposerKind(hit.proposer_kind)),) if hit.proposer_kind else ()
    because = (
        ("提案の言葉", hit.words),
        ("分野", tuple(fields[code] for code in hit.categories)),
        ("提案者の種別", kinds),
        ("市町村", hit.municipalities),
    )
    return ShownRule(
        number=hit.number,
        department=today or hit.department,
        name=succession.name(today or hit.department),
        priority=hit.priority,
        note=hit.note,
        because=tuple((title, found) for title, found in because if found),
        formerly=succession.name(hit.department) if today not in {None, hit.department} else "",
        ended=today is None,
    )
