"""The words of the public register."""

from collections.abc import Mapping
from typing import Final

from services.publication.domain.entry import EntryKind, Openness
from shared.web.labels import Catalogue

KINDS: Final[Mapping[EntryKind, str]] = {
    EntryKind.PROJECT: "事業",
    EntryKind.AGREEMENT: "協定",
    EntryKind.CALL: "募集",
    EntryKind.FORUM: "意見交換会",
}
OPENNESS: Final[Mapping[Openness, str]] = {
    Openness.AHEAD: "受付開始前",
    Openness.OPEN: "受付中",
    Openness.CLOSED: "受付終了",
}
OPENNESS_TONES: Final[Mapping[Openness, str]] = {
    Openness.AHEAD: "info",
    Openness.OPEN: "success",
    Openness.CLOSED: "neutral",
}
COOPERATIONS: Final[Mapping[str, str]] = {
    "comprehensive": "包括連携協定",
    "project": "事業連携協定",
    "none": "協定によらない連携",
}
# What became of proposals, as a citizen says it.
OUTCOME_WORDS: Final[Mapping[str, str]] = {
    "realised": "実現",
    "in_progress": "対応中",
    "declined": "見送り",
    "referred": "他の窓口へ紹介",
    "withdrawn": "取下げ",
}

LABELS: Final = Catalogue(
    public={
        "home": "トップ",
        "register.title": "公民連携の取組",
        "register.lead": "{desk}に寄せられた提案から生まれた取組、募集、意見交換会と、提案の件数をお知らせします。",
        "register.ways": "ほかの一覧",
        "register.results": "公表した取組",
        "register.results.none": "公開された結果はまだありません。",
        "register.results.later": (
            "提案のうち、提案者の同意を得て公開することになったものは、その結果をこのページに掲載します。"
        ),
        "register.results.nothing": "条件に合うものはありませんでした。",
        "register.results.change": "条件を変えるか、外してお確かめください。",
        "register.results.short": "検索する言葉は、2文字以上で入力してください。",
        "register.filter": "絞り込み",
        "register.filter.words": "言葉で探す",
        "register.filter.words.hint": "題名、概要、本文、連携先、市町村などから探します。",
        "register.filter.kind": "種別",
        "register.filter.field": "分野",
        "register.filter.form": "協定区分",
        "register.filter.year": "年度",
        "register.filter.partner": "連携先の名称",
        "register.filter.any": "すべて",
        "register.filter.go": "この条件で探す",
        "register.filter.clear": "条件を外す",
        "register.next": "次の{n}件",
        "register.feeds": "データと更新のお知らせ",
        "register.feeds.text": (
            "同じ内容を、更新のお知らせ（Atom）、プログラム向けのデータ（JSON）、表計算ソフト向けの表（CSV）でも公開しています。"
        ),
        "register.feeds.atom": "更新のお知らせ（Atom）",
        "register.feeds.json": "データ（JSON）",
        "register.feeds.csv": "表（CSV）",
        "register.counts": "提案の件数",
        "register.counts.note": (
            "件数には、県の所属からの提案を含みます。受付番号の年度で数えています。統合した提案は、統合先の1件として数えます。"
            "実施の始まる日までは対応中、実証の結果進まないこととしたものと、始まる前に中止したものは見送りに数えます。"
            "提案者や提案の内容は、ここには掲載しません。"
        ),
        "register.counts.years": "年度ごとの件数",
        "register.counts.months": "{year}の月ごとの件数",
        "register.counts.earlier": "以前の年度",
        "register.counts.spans": "かかった日数",
        "register.counts.spans.note": (
            "受付の日から数えた日数の中央値です（半数の提案がその日数以内）。括弧の中は、数えた提案の件数です。"
        ),
        "register.counts.judged": "受付から回答まで",
        "register.counts.realised": "受付から実施まで",
        "register.counts.days": "{days}日（{of}件）",
        "register.counts.no_days": "まだありません",
        "register.year": "年度",
        "register.month": "月",
        "register.received": "受付件数",
        "register.total": "年度計",
        "register.machine": "件数のデータ（JSON）",
        "register.desks": "ほかの窓口",
        "register.propose": "提案をお考えの方へ",
        "register.propose.text": "企業、団体、大学などの皆さまからの提案を、いつでも受け付けています。",
        "register.propose.link": "提案フォームへ進む",
        "calls.title": "募集の一覧",
        "calls.lead": "県や企業等が、テーマを示して提案を募集しています。",
        "calls.none": "募集はまだありません。",
        "agreements.title": "協定の一覧",
        "agreements.lead": "県と企業等が結んだ、公民連携に関する協定です。",
        "agreements.none": "公表した協定はまだありません。",
        "forums.title": "意見交換会の一覧",
        "forums.lead": "公民連携について話し合う会です。どなたでもお申し込みいただけます。",
        "forums.none": "意見交換会のお知らせはまだありません。",
        "entry.facts": "概要",
        "entry.number": "番号",
        "entry.fields": "分野",
        "entry.form": "協定区分",
        "entry.year": "年度",
        "entry.partners": "連携先",
        "entry.departments": "担当",
        "entry.municipalities": "市町村",
        "entry.period": "期間",
        "entry.reception": "受付期間",
        "entry.closes": "申込みの締切",
        "entry.held": "開催日",
        "entry.place": "場所",
        "entry.by_company": "企業等による募集",
        "entry.shown": "掲載日",
        "entry.changed": "更新日",
        "entry.pictures": "写真・図",
        "entry.effects": "効果",
        "entry.effect": "項目",
        "entry.effect.value": "値",
        "entry.effect.as_of": "時点",
        "entry.effect.method": "算出の方法",
        "entry.effect.estimator": "算出した者",
        "entry.effect.amount": "効果額",
        "entry.questions": "質問と回答",
        "entry.question": "質問",
        "entry.answer": "回答",
        "entry.asks.call": "応募でお尋ねすること",
        "entry.asks.forum": "お申し込みでお尋ねすること",
        "entry.outcome": "結果",
        "entry.contact": "お問い合わせ",
        "entry.apply": "応募フォームへ進む",
        "entry.register": "参加を申し込む・アイデアを寄せる",
        "entry.places": "お席",
        "entry.back": "一覧へ戻る",
        "gone.title": "公表を取り下げました",
        "gone.text": "{number}の{kind}は、{day}に公表を取り下げました。内容は掲載していません。",
        "gone.help": "ご不明な点は、このページの一番下にあるお問い合わせ先までご連絡ください。",
        "embed.more": "すべて見る",
    }
)
