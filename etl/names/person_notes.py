"""What stands beside a name and says how it is with the person: no part of the name.

Sex, ethnic group, party, age and schooling say nothing that tells whom a row means, but where one name
is told with two sexes, or two groups, two people bear it. Whoever left is paired no longer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_GROUPS = (
    "汉|蒙古|回|藏|维吾尔|维|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|"
    "仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_SEX = re.compile("(?:性别:?)?([男女])性?")
_GROUP = re.compile(f"(?:民族:?)?({_GROUPS})族")
_GROUP_ALONE = re.compile(f"({_GROUPS})")
_PARTY = (
    "(?:政治面貌:?)?(?:(?:中共|中国共产党)?(?:正式|预备|非)?党员|(?:中国)?共?青?团员|共青团员|群众|无党派(?:人士)?"
    "|(?:民革|民盟|民建|民进|农工党|致公党|九三(?:学社)?|台盟)(?:党员|盟员|会员|社员|成员)?|民主党派)"
)
_AGE = (
    r"(?:年龄:?)?\d{2}周?岁|(?:19|20)?\d{2}年?(?:[.\-/]?\d{1,2}月?)?(?:\d{1,2}日)?(?:出?生|出生人)|(?:19|20)\d{2}[年.\-/]\d{1,2}月?"
    r"|\d{2}后|[二三四五六]十[一二三四五六七八九]?岁"
)
_SCHOOLING = (
    "(?:学[历位]:?)?(?:全日制|在职|中央|省委?|函授|电大|自考)?(?:小学|初中|高中|中专|中师|职高|大专|专科|本科|大学(?:本科|专科)?"
    "|研究生|硕士(?:研究生)?|博士(?:研究生)?|党校)(?:学历|学位|文化|程度|毕业|在读|肄业)*"
)
_ORIGIN = "(?:籍贯|出生地|户籍):?[一-鿿]{2,10}|[一-鿿]{2,8}(?:省|市|县|区|镇|乡|村)人"
_OF_PERSON = re.compile(f"{_SEX.pattern}|{_GROUP.pattern}|{_PARTY}|{_AGE}|{_SCHOOLING}|{_ORIGIN}")
#: Whoever is so has left, and is paired no longer. 拟退休, 未调离 and 调入 say otherwise.
_GONE = (
    r"调离.{0,12}|调出.{0,12}|调走|调往.{1,12}|调[任至到](?![本我此该]).{0,16}|[转改]任.{1,16}|另有任用|退休|离休|退二线|退居二线|离任|离职|离岗|卸任|被?免去.{1,12}|(?:被?免|撤)职?"
    r"|辞职|辞去.{0,8}|去世|病逝|逝世|死亡|牺牲|亡故|故|不在岗|不再.{1,8}|开除|停职|(?:外出)?借调(?![入来自]|[到至][本我此该]|.{0,2}(?:人员|干部))(?:.{0,12})"
    r"|解除(?:结对|包联|包保)?|前任|原任|终止结对"
)
_WHEN = (
    r"(?:(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}日?)?|\d{4}[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?|\d{4}年|于"
    "|因[一-鿿]{1,6})*"
)
_LEFT = re.compile(f"{_WHEN}(?:已经?|现已?|均已|刚|前不久)*(?:{_GONE})[了。.]?")
_LEFT_BEHIND = re.compile(
    f"(?<=..)[- ]*{_WHEN}(?:(?:已经?|现已)(?:{_GONE})|调离|调出|退休|离任|离职|借调|去世|调任[一-鿿]{{2,16}}"
    "|调往[一-鿿]{2,16}|免职)了?$"
)
#: What people of one name are told apart by: 张伟(大), 张伟(小).
MARK = re.compile("[大小老少长幼甲乙丙丁东南西北上中下一二三四五六七八九A-Za-z]")
_PIECES = re.compile(r"[,、;/\s]+")


def is_note(word: str) -> bool:
    """Whether a word says of a person what is no part of the name: 女, 回族, 中共党员, 45岁, 本科."""
    return _OF_PERSON.fullmatch(word) is not None


def says_left(word: str) -> bool:
    """Whether a word says that the person left: 已调离, 2026年3月退休, 调任县委办主任."""
    return _LEFT.fullmatch(word) is not None


def without_left(word: str) -> tuple[str, bool]:
    """A word without what it says behind a name of the person's having left, and whether it does."""
    found = _LEFT_BEHIND.search(word)
    return (word[: found.start()], True) if found else (word, False)


def in_brackets(words: str) -> tuple[str, tuple[str, ...], bool]:
    """What stands in brackets behind a name: what else it says, sex and group, whether they left."""
    if says_left(words):
        return "", (), True
    rest, told, has_left = [], [], False
    for piece in filter(None, _PIECES.split(words)):
        alone = _GROUP_ALONE.fullmatch(piece)
        if says_left(piece):
            has_left = True
        elif alone and not MARK.fullmatch(piece):
            told.append(f"{alone[1]}族")
        elif is_note(piece):
            told += sex_or_group(piece)
        else:
            rest.append(piece)
    is_whole = not told and not has_left and len(rest) == len(_PIECES.split(words))
    return (words if is_whole else ",".join(rest)), tuple(told), has_left


def sex_or_group(note: str) -> list[str]:
    """What a note says that two of one name can differ in: 女, 回族."""
    found = _SEX.fullmatch(note)
    if found:
        return [found[1]]
    group = _GROUP.fullmatch(note)
    return [f"{group[1]}族"] if group else []


def differ(told: Sequence[tuple[str, ...]]) -> bool:
    """Whether notes beside one name are of two people: two sexes, or two groups."""
    sexes = {one for notes in told for one in notes if one in "男女"}
    groups = {one for notes in told for one in notes if one not in "男女"}
    return len(sexes) > 1 or len(groups) > 1
