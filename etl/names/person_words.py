"""The words that stand beside the names of people, and what cannot be a name."""

from __future__ import annotations

import re

COMPOUND_SURNAMES = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|"
    "申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐|呼延|东郭|南门|西门|百里|轩辕|拓跋"
)
#: What somebody is, as it stands before or after a name.
TITLE = (
    "书记|主任|主席|主任委员|委员|常委|主任科员|科员|办事员|干事|同志|秘书长|秘书|专员|检察长|政委|司令员?|"
    "调研员|巡视员|督导员|指导员|督学|总工程师|工程师|总监|经理|总经理|董事长|支书|网格员|专干|助理|会计|"
    "文书|教授|医生|老师|先生|女士|代表|负责人|联系人|责任人|包保人|带队人|选调生|"
    "(?:[省市县区镇乡局部处科院所站队组校会州旗盟厅司行厂场馆台园庭署股班社团排片楼街路河林田链村]|"
    "大队|中队|支队|总队|分局|小组)长"
)
ROLE = (
    "领导|人员|干部|成员|队员|组员|党员|职工|群众|志愿者|民警|村医|班子|工作队|工作组|专班|帮扶队|"
    "办公室|两委|村委会?|居委会?|党支部|支部|党委|党组|政府|委员会|公司|中心|单位|部门|机关|学校|医院|"
    "乡镇|街道|办事处|社区|大厅|窗口|公室"
)
WORD = (
    "副|正|原|前任?|现任|新任|拟任|兼任?|常务|第一|首席|主要|分管|党委|党组|党总支|党支部|支部|总支|党工委|工委|党|"
    "[省市县区镇乡村][委府]?|街道|办事处|社区|人民政府|政府|人大常委会|人大|政协|纪委监委|纪检监察|纪检|纪委|"
    "监委|组织|宣传|统战|政法委?|武装|人武|农业农村|农业|农村|水利|财政|教育|卫健|民政|公安|司法|审计|"
    "应急|税务|信访|综治|团委|共青团|妇联|工会|残联|科协|综合|执法|办公室|常委|驻村|包村|联村|包联|挂职|挂点|"
    "帮扶|工作队|工作组|工作|业务|[一二三四]级|高级|主办|乡科级|县处级|科级|处级|厅级|相关|有关|其他|其余|"
    "全体|部分|各|及|等|和|与|、|的|班子|随行|陪同|部|局|委|办|科|股|处|室|站|所|院|会|队|组|厅|党群|党政|平安|"
    "乡镇|镇村|县乡|市县|村两委|机关|单位|部门|名|\\d+|几|多|数|个|位"
)
UNIT = (
    "局|委|厅|办|部|院|站|所|中心|公司|政府|办公室|街道|办事处|社区|"
    "村|乡|镇|县|区|市|队|集团|银行|学校|学院|医院|支部|党委|联合会|委员会|室|科|股|处|会|组"
)
SEPARATORS = frozenset("、,，;；/\\|\n\r\t&+。—–~")
OPEN, CLOSE = "([{【〔〈《「", ")]}】〕〉》」"
CONJUNCTION = re.compile("以及|和|及|与|跟|同(?![志行])|暨|并")
COMPANY_BEFORE = re.compile(
    r"^(?:等|一行)*(?:[一二两三四五六七八九十几多数\d]+余?(?:人|名|位))?(?:同志|领导|干部)?"
)
BRACKETS = re.compile(r"[(\[{【〔〈《「]([^()\[\]{}【】〔〕〈〉《》「」]*)(?:[)\]}】〕〉》」]|$)")
NUMBER = re.compile(
    r"(?:联系电话|电话|手机号?码?|tel|TEL|Tel|☎|📞)?:?\s*(?:\+?86[- ]?)?"
    r"(?<![A-Za-z0-9])(?:\d{17}[\dXx]|1\d{2}[- ]?[\d*]{4}[- ]?\d{4}|0\d{2,3}-?\d{7,8}|\d{5,})(?:转\d+)?"
)
#: The number of somebody in a list: 1.张伟 2、王芳.
NUMBERED = re.compile(r"(?<![\d.])\d{1,2}\s*[.、)]\s*(?=[一-鿿])")
#: Company of whom nothing is told but that it was there.
COMPANY = re.compile(
    "(?:等(?:人|同志|领导|干部|领导干部|[一二两三四五六七八九十几多数\\d]+(?:人|名|位)?\\p*|一行)?|一行)".replace(
        "\\p*", "(?:同志|领导|干部|领导干部)?"
    )
    + "(?:一行)?(?:[共计]?[一二两三四五六七八九十几多数\\d]+余?(?:人|名|位|个)(?:同志|领导|干部)?)?$"
)
BEHALF = re.compile(
    "^(?:受托|受|代表|代替|代(?![理管职办])|替)(?P<by>[^代替]*?)(?:委托|同志|走访|入村)*$"
)
IN_PLACE = re.compile(
    "^(?:由|委托|委派|托)?(?P<who>.+?)(?:代表|代替|代为走访|代走访|代访|代|替)$|^(?:由|委托|委派)(?!.*(?:[调选]任|调入|选派|任命|任职)$)(?P<sent>.+)$"
)
COMES_ALONG = re.compile("陪同|随行|随同|同行|记录|参加|参与|配合")
_LABEL = (
    f"{TITLE}|{ROLE}|走访|带队|责任|牵头|负责|联系|包联|姓名|结对|帮扶|成员|到访|陪同|随行|随同|同行|记录|参加|"
    "配合|参与|人"
)
#: What stands before a colon, right behind a name: 赵军副组长:李娜 …
LABEL = re.compile(f"(?:副|常务|第一|执行)*(?:{_LABEL})+$")
#: … and alone, or behind a space: 县级:, A岗:, 直接责任人:, 电话:.
LABEL_ALONE = re.compile(
    f"(?:{_LABEL}|{WORD}|{UNIT}|职|岗|主|级|直接|具体|总|包保|执行|协助|协管|[A-Da-d]|性别|民族|年龄|学历|"
    "政治面貌|职[务级称]|联系|电话|手机|号码?|方式)+"
)
TITLES = re.compile(f"(?:{TITLE})")
#: What also stands before a name, where a usual surname follows: 包村干部王芳.
CALLED = re.compile("领导|干部|成员|队员|组员|工作人员|志愿者|民警|村医")
#: What says in brackets that somebody on the list of a visit was not there.
ABSENT = re.compile(
    "^(?:因[一-鿿]{1,8})?(?:(?:未|没有?)(?:能|有)?(?:到|去|来|参加|走访|入村|进村|下村|出勤|到场|到岗|成行)[一-鿿]{0,2}|缺席|缺勤|请假"
    "|[事病年产婚丧公休]+假|公休|休假|出差|外出|在外|开会|学习|培训|有事)(?:[,，。、].*)?$"
)
#: What stands behind a name, in brackets or not, and says how it is with the person, not who it is.
STANDING = (
    "(?:已|拟|现|新|原|暂)+任|(?:已|拟|现|新|原|暂|即将)*(?:退休|离休|退二线|调离|调出|调任|调入|离任|离职|免职|辞职|病休|产假|休假|挂职|借调|"
    "任命|到任|上任|在任|任职|选派|接任|接替|代管|代理|主持|牵头|兼任?|兼管|补选|增补|更换)(?:中|工作|期间)?"
)
#: What somebody does in the matter, behind the name: 由张伟牵头.
_ACTS = "总?牵头|具体负责|负责|带队|包保|包联|联系|走访|主抓|总抓"
ACTS = re.compile(f"(?:{_ACTS})$")
SUFFIX = re.compile(
    f"(?:担任)?(?:(?:{WORD})*(?:[省市县区镇乡]?[一-鿿]{{0,8}}?(?:{UNIT}))?(?:{WORD})*(?:{TITLE}))+(?:带队|走访|一行)?"
    f"|{_ACTS}|{STANDING}"
)
#: 张伟任组长 is Zhang Wei who leads, and 李有为组长 is Li Youwei: nobody can tell.
SERVES_AS = re.compile(
    "[一-鿿]{2,3}(?<!担)[任为](?:副|常务|第一)*(?:(?:总|副)?指挥长|组长|队长|成员|组员|队员|联络员)"
)
PREFIX = re.compile(f"[一-鿿]{{0,16}}(?:{TITLE}|{ROLE}|{UNIT})|由|请|带队")
#: A title with the unit in it. What is no more than a level or a body (县长, 党委书记) is no unit.
TITLE_OF_UNIT = re.compile(
    f"(?P<unit>[一-鿿]{{2,14}}?(?:局|委员会|办公室|中心|公司|街道|办事处|政府|银行|学校|医院|[^党常工纪]委|[^省市县区镇乡]厅|站|所|院))"
    f"(?:{WORD})*(?:{TITLE}|长)"
)
ROLES = re.compile(f"(?:{WORD}|{TITLE}|{ROLE}|{UNIT})+")
ENDS_AS_UNIT = re.compile(
    f"(?:{ROLE}|局|厅|办|委|处|站|室|股|村|镇|乡|县|部|院|所|队|组|总|工|科|主|书|董|校)$"
)
CLEARLY_A_UNIT = (
    "(?:政府|委员会|办公室|办事处|公司|"
    "[政育务利设输安法审计保商改划]局|村委会?|居委会?|工作队|人员|干部|领导)$"
)
TELLS_OF_UNIT = re.compile(
    "办公|工作|政府|委员|支部|单位|部门|公司|负责|相关|有关|分管|包村|驻村|走访|全体|其他|陪同|一行"
)
#: A title cut short after a surname, and how people are called among friends: 王局, 李副县, 陈总, 刘姐. It
#: is nobody's name, unless a register of officials knows it for one (王镇).
CUT_SHORT = re.compile(
    f"(?:{COMPOUND_SURNAMES}|[一-鿿])(?:副?[局县镇乡总处科所站队院校董部厅区市办委主书工村室股组]|[秘支副哥姐叔姨])"
)
HAN = re.compile("[一-鿿㐀-䶿〇]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .'’-]*[A-Za-zÀ-ɏ.]")
#: Characters that names of other peoples are written with, where they stand without the dot.
SOUNDS = frozenset(
    "阿不都热合曼买提古丽艾尼瓦尔吐逊木拉依孜扎西卓玛次仁多吉旺堆达娃尼玛白央金格桑罗布边巴才让"
    "加措嘉索南平德吉姆其巴特图布和日勒苏格仓额尔敦呼伦斯琴高娃乌云宝音哈斯毕力迪力夏提江帕提"
    "麦麦赛义甫卡里沙依木玉素拜克努肉则库尔班亚森米拉热依拉祖农伊力亚比"
)
DEPARTMENTS = frozenset(
    [
        "安全",
        "财务",
        "人事",
        "计划",
        "信访",
        "宣传",
        "组织",
        "水利",
        "司法",
        "卫生",
        "农经",
        "武装",
        "教育",
        "综合",
        "业务",
        "行政",
        "后勤",
        "保卫",
    ]
)
NONE = frozenset(
    [
        "无",
        "暂无",
        "没有",
        "待定",
        "未定",
        "待安排",
        "空缺",
        "缺",
        "不详",
        "同上",
        "无人",
        "未知",
        "略",
        "na",
        "none",
        "null",
    ]
)
#: Words that say there is nobody yet, or nobody any more, whatever else stands with them: no name begins
#: or ends so. 尚, 空 and 无 are names' own characters too and need more beside them.
NOBODY = re.compile(
    "^(?:[暂待未缺不没拟勿]|尚[未无缺待]|空[缺岗编额置]|无[人此包联结对挂帮,]?$|无专人|调整|选派|选配|另[行定]|原?定于|正在|即将|由于"
    "|离[职任岗]|退休|调离|免职|病休|出缺|轮换|机动|[新拟原前现]任$|(?:落实|明确|安排|任命|[补配]齐)(?:中|后)?$)"
    "|(?:待定|待补|未定|空缺|暂缺|缺[岗员位]|选派中|调整中|协调中|招聘中|后补|另定)$"
)
PIECES = 12  # that spaces may spread one name and its titles out to
LONGEST = 200  # a cell that is longer is no list of names


def unit_in(words: str) -> str | None:
    """The unit that stands beside a name, alone or in a title: 县财政局, 县财政局局长, 财政局长."""
    bare = words.strip(" :-·")
    if re.fullmatch(f"[一-鿿]{{2,16}}(?:{UNIT})", bare):
        return bare
    found = TITLE_OF_UNIT.fullmatch(bare)
    return found["unit"] if found else None
