"""One spelling for words an office writes in several ways; what is shown to a person keeps the writer's own."""

import re
from collections.abc import Collection
from typing import Final

from shared.japanese.normalise import matching_text

# One line a word, the first spelling stands for all of them.
_SPELLINGS: Final = (
    "こども 子ども 子供 コドモ 小供",
    "障害 障がい 障碍 障ガイ",
    "まちづくり 街づくり 町づくり まち作り 街作り 町作り マチヅクリ",
    "ごみ ゴミ 塵芥 芥",
    "取組 取り組み 取組み 取りくみ",
    "ひとり親 一人親 独り親",
    "ひとり暮らし 一人暮らし 独り暮らし ひとりぐらし 一人ぐらし",
    "暮らし くらし 暮し",
    "引きこもり ひきこもり 引き籠もり 引籠り ヒキコモリ",
    "空き家 空家 あきや 空きや",
    "空き店舗 空店舗",
    "いじめ イジメ 苛め",
    "みどり ミドリ",
    "ふるさと フルサト 故郷",
    "たばこ タバコ 煙草",
    "がん ガン 癌",
    "いきがい 生きがい 生き甲斐 イキガイ",
    "見守り みまもり 見まもり",
    "お年寄り おとしより",
    "まつり 祭り 祭",
    "橋梁 橋りょう",
    "管渠 管きょ",
    "強靱化 強靭化",
    "こころ 心 ココロ",
    "たすけあい 助け合い 助けあい",
    "ふれあい 触れ合い フレアイ",
    "にぎわい 賑わい 賑い 賑 ニギワイ",
    "みまわり 見回り 見廻り",
    "りんご リンゴ 林檎",
    "みかん ミカン 蜜柑",
    "いちご イチゴ 苺",
    "ぶどう ブドウ 葡萄",
    "きのこ キノコ 茸",
    "さくら サクラ 桜",
    "いのしし イノシシ 猪",
    "まぐろ マグロ 鮪",
    "うなぎ ウナギ 鰻",
    "ほたる ホタル 蛍",
    "バリアフリー バリヤフリー",
    "ボランティア ボランテア",
    "コミュニティ コミュニティー",
    "ユニバーサル ユニヴァーサル",
    "デジタル ディジタル",
)
_SPELLED: Final = {matching_text(other): line.split()[0] for line in _SPELLINGS for other in line.split()[1:]}
# Looked at only where one can begin; the longest first; a single character only where no kanji stands beside it.
_OTHERS: Final = re.compile(
    f"(?=[{''.join(sorted({one[0] for one in _SPELLED}))}])(?:"
    + "|".join(
        f"(?<![\u4e00-\u9fff々]){one}(?![\u4e00-\u9fff々])" if len(one) == 1 else one
        for one in sorted(_SPELLED, key=lambda one: (-len(one), one))
    )
    + ")"
)
# What a company is called beside its name says nothing of its proposal; 学校法人 and the like are fields of an office.
_COMPANIES: Final = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)")


def spelled_alike(text: str) -> str:
    """Return *text* in the one spelling in which terms are found, without the legal forms of companies."""
    return _OTHERS.sub(lambda found: _SPELLED[found.group()], _COMPANIES.sub(" ", matching_text(text)))


def spellings_of(words: Collection[str]) -> dict[str, str]:
    """Return how these words may stand in a text as `matching_text` gives it, each with the word it stands for.

    A single character is left out: 心 stands in 中心, too.
    """
    found = {word: word for word in words}
    for other, one in _SPELLED.items():
        written = {word.replace(one, other): word for word in words if one in word}
        found |= {spelling: word for spelling, word in written.items() if len(spelling) > 1}
    return found
