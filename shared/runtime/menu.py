"""The staff menu: one list for all services, because a person sees one desk."""

from typing import Final

from shared.access.actor import Role
from shared.web.frame import MenuItem

_CASEWORK = frozenset({Role.DESK, Role.DEPARTMENT, Role.MUNICIPALITY, Role.ADMINISTRATOR})
_OFFICE = frozenset({Role.DESK, Role.DEPARTMENT, Role.ADMINISTRATOR})
_DESK = frozenset({Role.DESK, Role.ADMINISTRATOR})
_ONLY_DESK = frozenset({Role.DESK})
_LEDGER = frozenset({Role.DESK, Role.DEPARTMENT})
_OPERATION = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})

_OF_LEDGER: Final = (
    MenuItem(label="協定", href="/agreements", roles=_LEDGER, says="包括連携協定・事業連携協定の登録、更新、終了"),
    MenuItem(label="事業", href="/projects", roles=_LEDGER, says="実施中の取組の報告、効果、財源、支障"),
    MenuItem(label="募集", href="/calls", roles=_LEDGER, says="テーマ募集・逆提案の起案、公開、応募の審査"),
    MenuItem(label="審査会", href="/boards", roles=_LEDGER, says="審査会の議題、結果、議事録"),
    MenuItem(label="意見交換会", href="/forums", roles=_LEDGER, says="催しの企画、案内、生まれた提案"),
    MenuItem(label="公表", href="/publications", roles=_LEDGER, says="事業・協定の公表の案、同意、承認、取下げ"),
    MenuItem(label="報道機関", href="/publications/media", roles=_ONLY_DESK, says="報道発表資料を渡す相手の連絡先"),
    MenuItem(label="教訓", href="/lessons", roles=_OFFICE, says="終わった案件から次にいかすこと"),
    MenuItem(label="資料", href="/papers", roles=_ONLY_DESK, says="年度ごとの一覧・件数（印刷、Word、Excel）"),
)
_OF_RECEPTION: Final = (
    MenuItem(label="保留箱", href="/holding", roles=_DESK),
    MenuItem(label="代理入力", href="/entry", roles=_ONLY_DESK),
    MenuItem(label="取込み", href="/import", roles=_ONLY_DESK),
    MenuItem(label="受付の一時停止", href="/pause", roles=_DESK),
)
_OF_MAILS: Final = (
    MenuItem(label="送信メール", href="/inbox/mails", roles=_DESK),
    MenuItem(label="文面", href="/inbox/texts", roles=_ONLY_DESK),
)
_OF_OPERATION: Final = (
    MenuItem(label="状況", href="/operations", roles=_OPERATION),
    MenuItem(label="留置", href="/operations/parked", roles=_OPERATION),
    MenuItem(label="収支", href="/operations/balance", roles=_OPERATION),
    MenuItem(label="操作の記録", href="/operations/acts", roles=_OPERATION),
    MenuItem(label="外部への通知", href="/inbox/webhooks", roles=_OPERATION),
)

# Few entries, so that each is found: the places of a section stand on a line of their own once one is inside it.
MENU: Final[tuple[MenuItem, ...]] = (
    MenuItem(label="受信箱", href="/inbox", roles=_CASEWORK),
    MenuItem(label="案件", href="/cases", roles=_CASEWORK),
    MenuItem(label="台帳", href="/ledger", under=_OF_LEDGER),
    MenuItem(label="団体", href="/parties", roles=_DESK),
    MenuItem(label="受付", under=_OF_RECEPTION),
    MenuItem(label="メール", under=_OF_MAILS),
    MenuItem(label="課から提案する", href="/propose/department", roles=frozenset({Role.DEPARTMENT})),
    MenuItem(label="運用", under=_OF_OPERATION),
)
