"""Names of persons at the beginning of a sentence, where nothing says that a name follows. Only ever a suggestion.

A name is told by its surname and by what its bearer does in the sentence; a rare character or a middle dot needs less.
"""

import re
from collections.abc import Iterator

from core.scanning.numbers import HAN

# The commonest surnames, without those that are everyday words or begin many: 高, 方, 任, 何, 申, 单, 车.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧程曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛阎潘杜戴钟汪姜范姚谭廖邹熊陆郝孔崔"
    "邱秦顾侯邵孟雷尹黎乔贺赖龚庞樊殷陶翟颜倪芦俞鲁葛韦毕聂柳邢岳庄辛涂祁耿牟詹靳欧甄裴屈鲍覃霍翁隋柯阮闵柴冉褚栾戚娄臧佘赫"
)
NO_NAMES = "周[边围年期日末]|黄[金河色]|陈[述列旧]|程[序度]|孔[子洞]|陆[续地]|苏州|梁柱|林[区地木场]"
DOUBLE_SURNAMES = (
    "欧阳 太史 端木 上官 司马 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 "
    "慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 亓官 司寇 巫马 公西 颛孙 壤驷 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 "
    "令狐 段干 呼延 东郭 羊舌 微生 梁丘 左丘"
).split()
DOES = (
    "反映|投诉|举报|来信|来电|来访|表示|认为|建议|提出|提问|咨询|询问|申请|要求|请求|希望|家住|居住|现住|户籍|身份证|电话|手机|"
    "男|女|[，,]男|[，,]女|[，,]身份证|[，,]电话|[，,]手机|[，,]住|[，,]家住|[，,]现住|同志|先生|女士"
)
BEGINS = r"(?:(?<=[。！？；;!?\n：:])|^)[ \t\u3000“\"（(]{0,4}"
GIVEN = rf"{HAN}{{1,2}}?"
ENDS = rf"(?=[”\"）)]?\s?(?:{DOES}))"
COMMON = re.compile(
    rf"{BEGINS}((?!{NO_NAMES})(?:{'|'.join(DOUBLE_SURNAMES)}|[{SURNAMES}]){GIVEN}){ENDS}", re.MULTILINE
)
# 欧阳某某，… : a double surname is no other word, so the end of the phrase is enough.
DOUBLE = re.compile(rf"{BEGINS}((?:{'|'.join(DOUBLE_SURNAMES)}){GIVEN})(?=[，,、\s]|$)", re.MULTILINE)
DOTTED = re.compile(
    rf"{BEGINS}((?!中国|{HAN}{{1,6}}[省市州县区]·){HAN}{{1,8}}[·•‧・]{HAN}{{1,8}}?)(?=\s?(?:{DOES})|[，,、。；;\s]|$)",
    re.MULTILINE,
)
RARE = re.compile(rf"{BEGINS}({HAN}{HAN}{{1,2}}?)(?=\s?(?:{DOES})|[，,、。；;\s]|$)", re.MULTILINE)


def at_beginnings(text: str) -> Iterator[tuple[int, int]]:
    """Where a sentence of ``text`` begins with what is likely a name: its places."""
    for pattern in (COMMON, DOUBLE, DOTTED):
        for match in pattern.finditer(text):
            yield match.span(1)
    for match in RARE.finditer(text):
        if not _is_everyday(match[1][0]):
            yield match.span(1)


def _is_everyday(character: str) -> bool:
    """Whether a character is one of the six thousand of everyday writing; surnames beyond them begin no other word."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False
