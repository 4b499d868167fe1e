"""Who said what to which draft of a publication, as its page shows it."""

from collections.abc import Sequence

from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.words import ConsentWords
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Cell, Section
from services.routing.web.publishing.words import WAYS
from shared.events import PublicationConsentGiven
from shared.public_words import FIELD_WORDS


async def consent_section(work: RoutingWork, item: Publication) -> Section:
    """Return the answers that came, newest first."""
    given = [one for one in await work.ledger.told(item.item_id) if isinstance(one, PublicationConsentGiven)]
    words = await work.ledger_texts.open_many([one.words_id for one in given if one.words_id], ConsentWords)
    receipts = await work.queries.receipts([one.case_id for one in given if one.case_id])
    rows: list[Sequence[Cell]] = []
    for one in reversed(given):
        said = words.get(one.words_id) if one.words_id else None
        who = said.who if said else f"提案者（{receipts.get(one.case_id, '')}）" if one.case_id else ""
        rows.append(
            (
                one.given_on,
                who,
                WAYS[one.way],
                f"第{one.draft}版",
                "、".join(FIELD_WORDS[code] for code in one.refused) or "すべてに同意",
                said.words if said else "提案者の返信をご覧ください" if one.reply_id else "",
            )
        )
    return Section(
        title="同意の記録",
        html_id="consents",
        columns=("日", "回答した方", "方法", "案", "同意のない項目", "添えられた言葉"),
        rows=rows,
        none="まだ回答はありません。",
    )
