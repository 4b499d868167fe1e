"""Words an office takes for one another: one line per notion, the first word stands for all of them.

Written from what Japanese administration commonly says, so that 高齢者 and シニア meet where texts are compared. What a
person wrote is never changed by it.
"""

import re
from typing import Final

from shared.japanese.normalise import matching_text

_NOTIONS: Final = (
    "高齢者 高齢の シニア お年寄り 老人 ご年配 長寿",
    "子ども こども 子供 児童 小学生 キッズ",
    "若者 若手 青年 ユース",
    "障害者 障がい 障害のある ハンディキャップ",
    "外国人 技能実習生 外国籍 留学生 在留",
    "女性 母親 お母さん ママ",
    "子育て 育児 保育 託児",
    "移住 移り住 定住 二地域居住 お試し居住",
    "空き家 古民家 空家",
    "企業 会社 事業者 事業所 弊社 当社",
    "従業員 社員 職員 スタッフ",
    "見守り 見守る 声かけ 安否確認",
    "薬局 ドラッグストア 調剤",
    "薬 医薬品 処方薬 服薬",
    "フレイル 虚弱 介護予防",
    "認知症 物忘れ",
    "熱中症 猛暑 暑さ 酷暑 クーリングシェルター 涼み",
    "避難 避難者 避難所 二次避難",
    "宿泊 ホテル 旅館 客室 民宿",
    "備蓄 防災用品 非常食",
    "災害 地震 水害 大規模災害 被災 停電",
    "森林 山林 里山",
    "植樹 植林 間伐 下草刈り 森林整備",
    "カーボン 二酸化炭素 co2 脱炭素 温室効果ガス 排出量 吸収量",
    "藻場 海藻 磯焼け 海の森 ブルーカーボン",
    "漁協 漁業者 漁師 漁業",
    "農家 農業者 生産者 農産物 野菜",
    "規格外 出荷できない",
    "給食 学校給食 給食センター",
    "食品ロス フードロス 食品廃棄 売れ残り",
    "食料 食材 食料品 食品",
    "困窮 貧困 ひとり親 生活困窮",
    "ボランティア 奉仕 社会貢献",
    "婚活 結婚支援 出会い 独身 未婚",
    "自転車 サイクリング サイクル サイクルツーリズム",
    "観光 旅行者 観光客 周遊 来訪者",
    "地図 マップ ルート",
    "プログラミング ロボット 情報教育 ict教育",
    "授業 講座 出前授業 教室 学習",
    "教員 先生 教師 教職員",
    "学校 小学校 中学校 高校",
    "講師 技術者 エンジニア 専門家",
    "ドローン 無人航空機 無人機",
    "配送 輸送 運ぶ 宅配 届け 物流",
    "バス 路線バス 乗合バス 公共交通 交通",
    "集落 過疎地 山間部 中山間 限界集落",
    "積雪 雪 除雪 豪雪",
    "河川敷 川辺 河川 水辺",
    "清掃 ごみ拾い 草刈り 除草 美化",
    "キャンプ バーベキュー アウトドア",
    "センサー 検知 観測",
    "eスポーツ ゲーム 対戦",
    "大会 催し イベント 催事 フェスタ",
    "交流 ふれあい 世代間 多世代",
    "在宅 テレワーク リモート 自宅で働",
    "就業 就労 仕事 雇用 働く",
    "離職 退職",
    "研修 講習 スキル 技能",
    "コワーキング 共同オフィス サテライトオフィス",
    "古文書 絵図 歴史資料 くずし字 史料",
    "博物館 美術館 図書館 資料館",
    "デジタル 電子化 デジタルアーカイブ オンライン インターネット",
    "人工知能 ai 生成ai",
    "画像 撮影 スキャン 高精細",
    "電気自動車 ev 電動車 次世代自動車",
    "カーシェア 時間貸し 共用 シェアリング",
    "公用車 庁用車",
    "蓄電池 充電",
    "詐欺 特殊詐欺 悪質商法",
    "電子マネー ギフトカード プリペイドカード",
    "警察 警察署 通報",
    "店舗 店頭 レジ コンビニエンスストア コンビニ スーパー 小売店",
    "表彰 感謝状",
    "健康 健康づくり 健診 検診",
    "診療 医療 病院 診療所 オンライン診療",
    "寄附 寄付 クラウドファンディング ふるさと納税",
    "実証 実験 試験",
    "協定 連携協定 包括連携",
    "無償 無料",
    "貸出 貸し レンタル お貸し 借り",
    "道の駅 直売所",
    "文化 芸術 伝統芸能",
    "スポーツ 運動 体操",
    "特産品 名産 県産品 地場産品",
    "商店街 まちなか 中心市街地",
    "起業 創業 スタートアップ",
    "人手不足 担い手 後継者",
    "ごみ 廃棄物 リサイクル 資源循環",
    "水素 再生可能エネルギー 太陽光 再エネ",
    "キャッシュレス 電子決済",
    "道路 橋 インフラ 点検",
    "上下水道 水道 漏水",
    "住宅 住まい 居住",
    "ペット 犬 猫 動物愛護",
    "鳥獣 イノシシ 鹿 猿 獣害",
    "広報 情報発信 pr 魅力発信",
    "男女共同参画 ジェンダー",
    "引きこもり ひきこもり 孤独 孤立",
)


def _notion_of_each() -> dict[str, str]:
    """Return the first word of its line for every word; of two lines with one word, the first one counts."""
    found: dict[str, str] = {}
    for line in _NOTIONS:
        words = [matching_text(word) for word in line.split()]
        for word in words:
            found.setdefault(word, words[0])
    return found


_NOTION: Final = _notion_of_each()
_ANY: Final = re.compile("|".join(map(re.escape, sorted(_NOTION, key=len, reverse=True))))


def notions_in(matched: str) -> tuple[str, ...]:
    """Return the notions a text speaks of, in the spelling of `matching_text`, in their order."""
    return tuple(_NOTION[word] for word in _ANY.findall(matched))
