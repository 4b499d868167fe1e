"""The staff menu: one list for all services, because a person sees one desk."""

from shared.access.actor import Role
from shared.web.frame import MenuItem

_CASEWORK = frozenset({Role.DESK, Role.DEPARTMENT, Role.MUNICIPALITY, Role.ADMINISTRATOR})
_DESK = frozenset({Role.DESK, Role.ADMINISTRATOR})
_LEDGER = frozenset({Role.DESK, Role.DEPARTMENT})
_OPERATION = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})

MENU: tuple[MenuItem, ...] = (
    MenuItem(label="受信箱", href="/inbox", roles=_CASEWORK),
    MenuItem(label="案件", href="/cases", roles=_CASEWORK),
    MenuItem(label="教訓", href="/lessons", roles=_CASEWORK),
    MenuItem(label="協定", href="/agreements", roles=_LEDGER),
    MenuItem(label="事業", href="/projects", roles=_LEDGER),
    MenuItem(label="募集", href="/calls", roles=_LEDGER),
    MenuItem(label="審査会", href="/boards", roles=_LEDGER),
    MenuItem(label="団体", href="/parties", roles=_DESK),
    MenuItem(label="保留箱", href="/holding", roles=_DESK),
    MenuItem(label="受付の一時停止", href="/pause", roles=_DESK),
    MenuItem(label="代理入力", href="/entry", roles=frozenset({Role.DESK})),
    MenuItem(label="取込み", href="/import", roles=frozenset({Role.DESK})),
    MenuItem(label="送信メール", href="/inbox/mails", roles=_DESK),
    MenuItem(label="文面", href="/inbox/texts", roles=frozenset({Role.DESK})),
    MenuItem(label="資料", href="/papers", roles=frozenset({Role.DESK})),
    MenuItem(label="課から提案する", href="/propose/department", roles=frozenset({Role.DEPARTMENT})),
    MenuItem(label="運用", href="/operations", roles=_OPERATION),
)
