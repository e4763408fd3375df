"""Personal data of residents: recognised, and hidden behind one sign.

A row holds whatever a clerk's file held. What leaves the folder of whoever ran the command, the
snapshot first of all, keeps of a row that was put aside neither telephone, identity or card numbers, in
whatever column they stand, nor a cell under a header that promises a resident's name, telephone or
address; of a row that was accepted none of them in what is written in words (title, note, reason).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

#: What stands for what was hidden. A cell that holds it is no data and is never read as such; GBK
#: knows the sign, so that it outlives a CSV of Excel's.
SIGN = "▓▓▓"
#: A pattern for what is written in words rather than in numbers.
WORDS = "[㐀-鿿]"
_PERSON = (
    "反映人|来访人|信访人|上访人|投诉人|举报人|诉求人|求助人|申请人|当事人|来电人|报料人|报事人|"
    "联系人|户主|家庭成员|家属|监护人|受益人|代理人|委托人|居民|村民|群众|住户|农户|业主|贫困户|"
    "脱贫户|监测户|走访户|被访人|被走访人|受访人|对象姓名|姓名|人员名单|resident|villager|"
    "complainant|petitioner|applicant|householder|contactperson"
)
_NUMBERED = (
    "电话|手机|固话|座机|联系方式|联系号码|微信|qq|邮箱|email|e-mail|phone|mobile|telephone|"
    "身份证|证件号|公民身份|idcard|idnumber|idno|sfz|银行卡|银行账|开户行|卡号|账号|帐号|一卡通|bank"
)
_ADDRESS = "住址|家庭地址|居住地|户籍地|现住地|通讯地址|通信地址|联系地址|门牌|homeaddress"
_PERSONAL = re.compile(f"{_PERSON}|{_NUMBERED}|{_ADDRESS}|^tel$|^id$|^contact$")
#: A header that ends so counts or grades residents and names nobody.
_COUNTED = re.compile(
    "(问题|事项|诉求|内容|数|户次|人次|量|率|评价|满意度?|意见|建议|时间|日期|类型|类别|情况|属性|状态|单位|会|组)$"
)
_NOTE = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
#: Whom a cell of a resident's names may mean besides somebody.
_NOBODY = re.compile(
    "^(市民|网友|匿名|本人|业主|家属|无|没有|不详|未知|暂无|热心.{0,3}|全体.*)$"
    "|(群众|村民|居民|代表|职工|老人|家长|人员|干部|[户等村社区镇乡县市局委办组会司校院站所街道])$"
)
#: Headers under which an official may stand as well as a resident.
_ANYBODY = re.compile("联系人|姓名|contactperson")
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢"
    "路岳齐梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋甘景单包司柏宁柯阮桂闵解柴华车冉房边"
)
#: Who is no resident though the word begins as a surname: a place, an office, a title.
_NO_NAME = re.compile("[村社区镇乡县市局委办组会司校院站所街道路家户人长员记任师店厂话机码号]$")
_BEFORE_NUMBER = re.compile(
    r"([㐀-鿿·]{2,})(?=[\s(（:：,，]{0,3}(?:联系)?(?:电话|手机|号码|手机号)?[\s:：]{0,2}▓▓▓)"
)
_AFTER_NUMBER = re.compile(r"(▓▓▓[)）(（:：]{0,2})([㐀-鿿·]{2,3})(?![㐀-鿿·])")

_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[.．])\d{2,}[xXｘＸ]?(?:[\s\-‐-―－~()（）·]{1,3}\d{2,}[xXｘＸ]?)*"
)
_DOTTED = re.compile(r"(?<!\d)(?<!\d[.．])1[3-9]\d\.\d{4}\.\d{4}(?!\d)")
_GROUP = re.compile(r"\d+[xXｘＸ]?")
_LABELLED = re.compile(
    rf"((?:{_PERSON}|{_NUMBERED}|{_ADDRESS})(?:号码|姓名|号)?\s*[:：]\s*)([^\s,，;；。、（）()\[\]\"]+)",
    re.IGNORECASE,
)
_SHORT_LANDLINE = re.compile(
    r"((?:电话|座机|固话|tel)(?:号码|号)?[.\s]*)(\d{7,8})(?!\d)", re.IGNORECASE
)
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5), (4, 4, 3)}
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
_ABROAD = re.compile(r"(?:86|0086)0?(?:1[3-9]\d{9}|(?:10|2\d|[3-9]\d{2})\d{7,8})")
_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(rf"{_PROVINCE}\d{{4}}(?:18|19|20)\d{{2}}{_MONTH_DAY}\d{{3}}[\dX]")
_IDENTITY_GROUPS = {
    (18,),
    (6, 8, 4),
    (6, 4, 4, 4),
    (3, 3, 4, 4, 4),
    (6, 4, 2, 2, 4),
    (14, 4),
    (6, 12),
}
#: Until 1999, of whoever was born since 1920; a grid has a code as long, of a township's number.
_OLD_IDENTITY = re.compile(rf"{_PROVINCE}\d{{4}}[2-9]\d{_MONTH_DAY}\d{{3}}")
_CARD_DIGITS, _CARD_STARTS = range(16, 20), "34569"
_MOST_DIGITS = 20
_HEX = re.compile("[0-9A-Fa-f]{42,}")  # a shape as WKB


def is_personal(header: str) -> bool:
    """Whether a column so called holds residents' names, numbers or addresses."""
    text = "".join(unicodedata.normalize("NFKC", header).lower().split()).replace("_", "")
    bare = _NOTE.sub("", text).strip("*★※:")
    return bool(_PERSONAL.search(bare)) and not _COUNTED.search(bare)


def has_words(text: str) -> bool:
    """Whether a text says anything besides numbers and codes."""
    return re.search(WORDS, text) is not None


def is_resident(header: str) -> bool:
    """Whether a column so called holds residents and nobody else: 反映人 does, 联系人 need not."""
    return is_personal(header) and not _ANYBODY.search(_NOTE.sub("", header))


def residents(cells: Iterable[Sequence[str]]) -> list[str]:
    """What the cells under personal headers, of (header, cell, …), say of somebody: names of two signs
    and more and numbers of seven digits and more, the longest first, to be hidden elsewhere too."""
    return people_in(cell for header, cell, *_ in cells if cell and is_personal(header))


def people_in(cells: Iterable[str]) -> list[str]:
    """The same of cells that are known to stand under such headers."""
    found: set[str] = set()
    for cell in cells:
        found |= set(re.findall(r"\d{7,}", cell))
        names = re.findall(r"[㐀-鿿·]{2,8}", cell)
        found |= {name for name in names if not _NOBODY.search(name)}
    return sorted(found, key=lambda one: (-len(one), one))


def masked(text: str, known: Sequence[str] = ()) -> str:
    """A text without telephone, identity and card numbers, without what stands behind a label
    (反映人：…), and without what is ``known`` to be somebody's: see :func:`residents`."""
    for one in known:
        text = text.replace(one, SIGN)
    return _without_any_number(_LABELLED.sub(lambda found: found[1] + SIGN, text))


def _without_any_number(text: str) -> str:
    text = _SHORT_LANDLINE.sub(lambda found: found[1] + SIGN, text)
    if _HEX.fullmatch(text) and not text.isdigit():
        return text
    return _DIGITS.sub(_without_numbers, _DOTTED.sub(SIGN, text))


def masked_prose(text: str, known: Sequence[str] = ()) -> str:
    """The same of what is written in words, and without a name directly beside such a number:
    吴八两（13912345678）反映水渠."""
    hidden = _without_any_number(text)
    if hidden != text:
        hidden = _BEFORE_NUMBER.sub(lambda found: _without_name(found[1]), hidden)
        hidden = _AFTER_NUMBER.sub(
            lambda found: found[1] + (SIGN if _is_name(found[2]) else found[2]), hidden
        )
    return masked(hidden, known)


def _without_name(words: str) -> str:
    """Words without the name that they end in, the longest of three signs."""
    for size in (3, 2):
        if _is_name(words[-size:]):
            return words[:-size] + SIGN
    return words


def _is_name(word: str) -> bool:
    return word[0] in SURNAMES and not _NO_NAME.search(word)


def masked_json(text: str) -> str:
    """The same for every string of a JSON text; its numbers stay numbers."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda found: masked(found[0]), text)


def _without_numbers(found: re.Match[str]) -> str:
    """Groups of digits with signs between them: of those that are a number together, none stays."""
    run = found[0]
    groups = list(_GROUP.finditer(run))
    plain = [unicodedata.normalize("NFKC", group[0]).upper() for group in groups]
    said, at, first = "", 0, 0
    while first < len(groups):
        last = next(
            (last for last in range(len(groups), first, -1) if _is_number(plain[first:last])), None
        )
        if last is None:
            first += 1
            continue
        said += run[at : groups[first].start()] + SIGN
        at, first = groups[last - 1].end(), last
    return said + run[at:]


def _is_number(groups: Sequence[str]) -> bool:
    digits = "".join(groups)
    if len(digits) > _MOST_DIGITS:
        return False
    sizes = tuple(len(group) for group in groups)
    if sizes in _IDENTITY_GROUPS and _IDENTITY.fullmatch(digits):
        return True
    if len(groups) == 1 and _OLD_IDENTITY.fullmatch(digits):
        return True
    return _is_telephone(groups, digits, sizes) or _is_card(digits, sizes)


def _is_telephone(groups: Sequence[str], digits: str, sizes: tuple[int, ...]) -> bool:
    if _MOBILE.fullmatch(digits) and sizes in _MOBILE_GROUPS:
        return True
    if _LANDLINE.fullmatch(digits) and (
        len(groups) == 1 or (sizes[0] in (3, 4) and min(sizes) >= 3)
    ):
        return True
    if _ABROAD.fullmatch(digits):
        return len(groups) == 1 or groups[0] in {"86", "0086"}
    return False


def _is_card(digits: str, sizes: tuple[int, ...]) -> bool:
    """As many digits as a card has, in groups of four or begun as banks begin them; a number that a
    machine gave a row begins with 1, or with the year."""
    if len(digits) not in _CARD_DIGITS or not digits.isdigit():
        return False
    if len(sizes) > 1:
        return set(sizes[:-1]) == {4} and sizes[-1] <= 4
    return digits[0] in _CARD_STARTS
