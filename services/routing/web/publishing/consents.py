"""Who said what to which draft of a publication, as its page shows it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.words import ConsentWords
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Cell, Section
from services.routing.web.publishing.words import WAYS
from shared.events import PublicationConsentGiven
from shared.public_words import FIELD_WORDS


async def consent_section(work: RoutingWork, item: Publication, names: Mapping[UUID, str]) -> Section:
    """Return the answers that came, newest first; *names* are of those whose yes is needed."""
    given = [one for one in await work.ledger.told(item.item_id) if isinstance(one, PublicationConsentGiven)]
    words = await work.ledger_texts.open_many([one.words_id for one in given if one.words_id], ConsentWords)
    rows: list[Sequence[Cell]] = []
    for one in reversed(given):
        said = words.get(one.words_id) if one.words_id else None
        of = one.offer_id or one.case_id
        body, person = names.get(of, "") if of else "", said.who if said else ""
        rows.append(
            (
                one.given_on,
                f"{body}（{person}）" if body and person else body or person,
                WAYS[one.way],
                f"第{one.draft}版",
                _fields(one.agreed),
                _fields(one.refused) or "なし",
                said.words if said else "提案者の返信をご覧ください" if one.reply_id else "",
            )
        )
    return Section(
        title="同意の記録",
        html_id="consents",
        columns=("日", "回答した方", "方法", "案", "同意した項目", "同意しなかった項目", "添えられた言葉"),
        rows=rows,
        none="まだ回答はありません。",
    )


async def names_of_concerned(work: RoutingWork, item: Publication) -> dict[UUID, str]:
    """Return who has to agree: the proposer of each case, and each company that was chosen in it."""
    partners = await work.publications.partners_named(item.cases)
    names: dict[UUID, str] = {}
    for case_id, receipt in await work.publications.in_order(item.cases):
        names |= {case_id: f"{receipt}の提案者", **partners.get(case_id, {})}
    return names


def _fields(codes: Sequence[str]) -> str:
    return "、".join(FIELD_WORDS[code] for code in FIELD_WORDS if code in codes)
