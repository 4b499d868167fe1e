"""One spelling for what people spell in many ways; what they typed is stored beside it, never replaced."""

import re
import unicodedata
from typing import Final

# 旧字体 and other variants NFKC leaves alone, although the same word or name is written either way.
_OLD: Final = (
    "亞惡壓圍爲醫壹稻飮隱營榮衞驛悅閱圓鹽緣艷應歐毆櫻奧橫溫穩假價畫會囘壞懷繪槪擴殼覺學嶽樂渴勸卷寬歡"
    "罐觀關陷顏巖歸氣龜僞戲犧舊據擧虛峽挾敎狹鄕堯曉區驅勳薰羣徑惠攜溪經繼莖螢輕鷄藝擊缺儉劍圈檢權獻縣"
    "險顯驗嚴效廣恆鑛號國黑濟碎齋劑册雜參慘棧蠶贊殘絲齒兒辭濕實舍寫釋壽收從澁獸縱肅處敍奬將燒稱證乘剩"
    "壤孃條淨疊穰讓釀觸囑寢愼晉眞盡圖粹醉隨髓數樞瀨淸靑聲靜齊蹟攝竊專戰淺潛纖踐錢禪曾雙壯搜插爭總聰莊"
    "裝騷藏臟屬續墮體對帶滯臺瀧擇澤單擔膽團彈斷癡遲晝蟲鑄廳聽敕鎭遞鐵轉點傳黨盜燈當鬭德獨讀屆貳惱腦霸"
    "廢拜賣麥發髮拔蠻祕濱濵拂佛竝變邊邉辨瓣辯舖步穗寶襃豐飜每萬滿麵默餠彌藥譯豫餘與譽搖樣謠遙來賴亂覽"
    "畧龍兩獵綠壘淚勵禮隸靈齡曆歷戀鍊爐勞樓郞祿錄灣瑤緖髙﨑嵜嶋嶌冨桒栁𠮷"
)
_NEW: Final = (
    "亜悪圧囲為医壱稲飲隠営栄衛駅悦閲円塩縁艶応欧殴桜奥横温穏仮価画会回壊懐絵概拡殻覚学岳楽渇勧巻寛歓"
    "缶観関陥顔巌帰気亀偽戯犠旧拠挙虚峡挟教狭郷尭暁区駆勲薫群径恵携渓経継茎蛍軽鶏芸撃欠倹剣圏検権献県"
    "険顕験厳効広恒鉱号国黒済砕斎剤冊雑参惨桟蚕賛残糸歯児辞湿実舎写釈寿収従渋獣縦粛処叙奨将焼称証乗剰"
    "壌嬢条浄畳穣譲醸触嘱寝慎晋真尽図粋酔随髄数枢瀬清青声静斉跡摂窃専戦浅潜繊践銭禅曽双壮捜挿争総聡荘"
    "装騒蔵臓属続堕体対帯滞台滝択沢単担胆団弾断痴遅昼虫鋳庁聴勅鎮逓鉄転点伝党盗灯当闘徳独読届弐悩脳覇"
    "廃拝売麦発髪抜蛮秘浜浜払仏並変辺辺弁弁弁舗歩穂宝褒豊翻毎万満麺黙餅弥薬訳予余与誉揺様謡遥来頼乱覧"
    "略竜両猟緑塁涙励礼隷霊齢暦歴恋錬炉労楼郎禄録湾瑶緒高崎崎島島富桑柳吉"
)
_OLD_FORMS: Final = str.maketrans(_OLD, _NEW)
_WAVES: Final = str.maketrans({"〜": "~", "～": "~", "∼": "~"})
_VARIANTS: Final = _OLD_FORMS | _WAVES
_DASH_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[-‐‑‒–—―−ー](?=\d)")
SPACES: Final = re.compile(r"\s+")
# Legal forms, as a pattern for `matching_text`.
FORM_OF_BODY: Final = (
    r"株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)(?:社団|財団)法人|特定非営利活動法人|npo法人"
    r"|(?:国立大学|公立大学|学校|社会福祉|医療|宗教|独立行政|地方独立行政)法人"
    r"|\((?:株|有|同|資|名|一社|一財|公社|公財|特非|福|医|学)\)"
)
_FORMS_OF_BODY: Final = re.compile(FORM_OF_BODY)
# How a legal form is written short in running text; (名) and (有) may mean something else there.
_SHORT_FORMS: Final = {
    "(株)": "株式会社",
    "(一社)": "一般社団法人",
    "(一財)": "一般財団法人",
    "(特非)": "特定非営利活動法人",
}
_SHORT_FORM: Final = re.compile("|".join(map(re.escape, _SHORT_FORMS)))
_JAPANESE: Final = "\u3041-\u30ff\u4e00-\u9fff々"
_BREAK: Final = re.compile(f"(?<=[{_JAPANESE}]) (?=[{_JAPANESE}])")

_WRITTEN_OUT: Final = {
    "(株)": "株式会社",
    "(有)": "有限会社",
    "(同)": "合同会社",
    "(資)": "合資会社",
    "(名)": "合名会社",
    "(一社)": "一般社団法人",
    "(一財)": "一般財団法人",
    "(公社)": "公益社団法人",
    "(公財)": "公益財団法人",
    "(特非)": "特定非営利活動法人",
    "npo法人": "特定非営利活動法人",
    "(福)": "社会福祉法人",
    "(医)": "医療法人",
    "(学)": "学校法人",
}


def matching_text(text: str) -> str:
    """Return *text* in the one spelling used for searching and comparing; never show it to a person."""
    return SPACES.sub(" ", spelt_alike(unicodedata.normalize("NFKC", text))).strip()


def spelt_alike(composed: str) -> str:
    """Return a text in NFKC in the spelling used for matching, its spaces as they are.

    Only small letters can make it longer, each by itself, so that a place in it can be followed back.
    """
    return _DASH_BETWEEN_DIGITS.sub("-", composed.lower().translate(_VARIANTS))


def matching_prose(text: str) -> str:
    """Return running text as matching_text does, with no break inside Japanese words and legal forms written out.

    Mail programs break lines inside words, and forms set them wide.
    """
    joined = _BREAK.sub("", matching_text(text))
    return _SHORT_FORM.sub(lambda found: _SHORT_FORMS[found[0]], joined)


def matching_name(name: str) -> str:
    """Return the name of a body without its legal form and spaces, so that ㈱, (株) and 株式会社 are one.

    A name that consists of nothing but a legal form stays as it is.
    """
    folded = matching_text(name).replace(" ", "")
    return _FORMS_OF_BODY.sub("", folded) or folded


def forms_of_body(name: str) -> frozenset[str]:
    """Return the legal forms a name says, each written out: ㈱みお and みお株式会社 both say 株式会社."""
    said = _FORMS_OF_BODY.findall(matching_text(name).replace(" ", ""))
    return frozenset(_WRITTEN_OUT.get(form, form) for form in said)
