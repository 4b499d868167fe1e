"""The words of the public register."""

from shared.web.labels import Catalogue

LABELS = Catalogue(
    public={
        "register.title": "提案の受付状況",
        "register.lead": "{desk}に寄せられた提案の件数をお知らせします。",
        "register.results": "公開された結果",
        "register.results.none": "公開された結果はまだありません。",
        "register.results.later": (
            "提案のうち、提案者の同意を得て公開することになったものは、その結果をこのページに掲載します。"
        ),
        "register.counts": "月ごとの件数",
        "register.counts.note": (
            "件数には、県の所属からの提案を含みます。受付番号の年度で数えています。"
            "提案者や提案の内容は、ここには掲載しません。"
        ),
        "register.month": "月",
        "register.received": "受付件数",
        "register.in_progress": "うち対応中",
        "register.total": "年度計",
        "register.machine": "同じ件数を機械で読み取れる形式（JSON）でも公開しています。",
        "register.machine.link": "件数のデータ（JSON）",
        "register.propose": "提案をお考えの方へ",
        "register.propose.text": "企業、団体、大学などの皆さまからの提案を、いつでも受け付けています。",
        "register.propose.link": "提案フォームへ進む",
        "home": "トップ",
    }
)
