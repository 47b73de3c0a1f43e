"""The five hardest sentences of each of the thirteen documents, chosen by hand.

Hardest is what contradicts other bodies and what is most peculiar. A sentence names where it is data in the regime
file, its clause, literal words as they were read in the document, and what the public page has to say beside them.

``docs/sources.md`` tells them to a reader, each body beside its picture.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from core.regimes import reading
from core.regimes.parsed import Cited, Regime, parse

INDEX = Path(settings.BASE_DIR) / "docs" / "sources.md"
PICTURES = INDEX.parent / "screenshots" / "sources"
MOST_BYTES = 150_000
RULES, ITEM, HIDDEN, DEED = "rules", "item", "hidden", "deed"


@dataclass(frozen=True)
class Sentence:
    """Words of a clause, and where they act.

    ``place`` is the part of the regime that cites them: "clocks.complaint", "items.2.1", "rhythms.8.1.1",
    "steps.power.signed".
    ``where``: on the page of the rules, on the page of the item, hidden from the public (the page of the item is not
    there), or by the deed: something of the item is proposed, reviewed along the body's chain, published and read.
    ``shows`` is what stands there; ``never`` what must not.
    """

    place: str
    clause: str
    words: str
    where: str
    shows: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def item(self) -> str:
        """The number of the item that the sentence is about."""
        return self.place.partition(".")[2]


SENTENCES: dict[str, tuple[Sentence, ...]] = {
    "economic-zone": (
        Sentence("items.1.11.1", "二(一)11", "工程项目招投标", DEED, ("招投标情况", "资金筹集和使用", "进展")),
        Sentence("cadences.major_decision", "三第2段", "决策中、决策后公开", RULES, ("决策前", "决策中", "决策后")),
        Sentence("items.3.1", "二(三)1", "领导干部廉洁自律情况", HIDDEN),
        Sentence("items.4.2", "三第2段", "群众反映强烈的热点问题", ITEM, ("专题",)),
        Sentence("withheld", "一第2段", "除涉密外", RULES, ("重新评估",)),
    ),
    "quality-bureau-2": (
        Sentence("items.1.1", "(一)1", "推进行政决策过程和结果公开", DEED, ("决策会议", "决策过程", "决策结果")),
        Sentence("cadences.timely", "(四)1", "7个工作日内提出", RULES, ("7个工作日内提出",), ("20个工作日",)),
        Sentence("cadences.half_year", "(四)1", "6月底和12月底前", RULES, ("6月30日", "12月31日")),
        Sentence("feedback", "(四)4", "处理和落实情况再次公开", RULES, ("15个工作日", "公开")),
        Sentence("items.2.5", "(一)2·四是", "行政许可项目", ITEM, ("设定许可的法律法规依据", "商业秘密")),
    ),
    "quality-bureau-3": (
        Sentence("items.3.5.1", "四(一)2·六是", "企业质量信用红名单", DEED, ("列入依据", "企业名单")),
        Sentence("cadences.half_year", "四(二)5", "7月1日至7月15日", RULES, ("7月1日", "7月15日", "1月15日")),
        Sentence("cadences.timely", "四(二)5", "20个工作日内", RULES, ("7个工作日内提出", "20个工作日内公开")),
        Sentence("chains.major", "四(四)2", "集体讨论决定", RULES, ("党组",)),
        Sentence("archive", "四(四)5", "扎口管理部门", RULES, ("由渠道扎口科室保管",)),
    ),
    "county-planning": (
        Sentence("items.2.1", "三(二)第2段", "办事依据、办事条件、办事程序", DEED, ("违诺责任追究办法", "办事纪律")),
        Sentence("targets", "三第1段", "80%以上", RULES, ("80%",)),
        Sentence("departments.general_development", "三(二)第1段", "综合发展股", RULES, ("重点岗位",)),
        Sentence("items.2.6", "三(二)第1段", "政务公开首问窗口设在综合发展股", ITEM, ("综合发展股",)),
        Sentence("items.1.7", "三(四)", "示明工作职责和职务", ITEM, ("工作职责", "职务"), ("姓名",)),
    ),
    "township": (
        Sentence("items.4.1", "四(二)第8段", "计划生育行政执法程序", DEED, ("告知与申辩", "决定书送达", "行政诉讼")),
        Sentence("items.3.3", "四(二)第6段", "领证夫妻名单", ITEM, ("不得公开",)),
        Sentence("rhythms.8.1.1", "四(二)第9段", "村级每年公布一次", ITEM, ("每年",)),
        Sentence("feedback", "三(三)", "每次公开后都要认真听取群众意见", RULES, ("10个工作日",)),
        Sentence("items.4.2", "四(二)第11段", "不张贴、不登报", ITEM, ("公示栏", "报纸", "不得采用")),
    ),
    "water-bureau": (
        Sentence("items.4.4", "三(一)第4段", "工程项目的招标条件、程序和结果", DEED, ("招标程序", "招标结果")),
        Sentence("cadences.pre_disclosure", "七2", "要先将方案公布", RULES, ("正式决定或者办理前公布方案", "正式公布")),
        Sentence("items.10.2", "七3", "将调查处理结果向群众公布", ITEM, ("纪委",)),
        Sentence("items.9.1.13", "四(一)", "办事程序上墙", ITEM, ("办事机构示意图上墙", "办事条件和办事结果上墙")),
        Sentence("items.10.1", "七1", "将查访结果予以通报", ITEM, ("纪委",)),
    ),
    "shanshan-town": (
        Sentence("items.2.3.1", "二(二)2", "公开财政总预算", DEED, ("预算信息", "通俗易懂的说明")),
        Sentence("secrecy_review", "二(一)2", "保密审查", RULES, ("公开办",)),
        Sentence("items.2.5.8", "二(二)2", "本级财政安排的专项资金", ITEM, ("资金来源", "分配标准", "拨付情况")),
        Sentence("items.3.1.1", "二(三)1", "将劳动就业", ITEM, ("一次告知的全部材料", "首问首办责任人")),
        Sentence("items.3.2.1", "二(三)2", "限时办结制、代理服务制", ITEM, ()),
    ),
    "hr-bureau": (
        Sentence("items.3.6", "二(一)3", "领导干部廉洁自律情况等都要公开", DEED, ("重点",)),
        Sentence("steps.ordinary.leading_group", "三第2段", "政务公开领导小组审定", RULES, ("领导小组", "集体研究")),
        Sentence("archive", "四(二)1", "按公开的顺序进行存档", RULES, ("按公开先后编号",)),
        Sentence("items.2.1", "二(一)2", "办事机构和承办人员", ITEM, ("服务承诺", "违诺、违纪的投诉处理途径")),
        Sentence("cadences.by_stage", "四(三)·三是", "阶段性工作逐段公开", RULES, ("每一阶段结束后10个工作日内公开",)),
    ),
    "city-office": (
        Sentence("items.3.1.1", "四(二)1第1段", "所行使的专门职权", DEED, ("一表", "一图", "一件", "一盘")),
        Sentence("clocks.explain_change", "四(二)2(4)", "在20个工作日内", RULES, ("20个工作日",)),
        Sentence("cadences.open_powers", "四(二)", "全面公开", RULES, ("2009年1月20日", "2009年3月25日")),
        Sentence("items.3.2.2", "四(二)3(1)", "及时向行政管理相对人", HIDDEN),
        Sentence("items.3.3.2", "四(二)2(1)", "涉密不宜公开权力目录", HIDDEN),
    ),
    "community": (
        Sentence("items.3.1", "一·二是", "每半年召开一次居民代表会议", DEED, ("到会代表人数", "每半年")),
        Sentence("clocks.complaint_at_once", "四·三是", "立即解决", RULES, ("当日",)),
        Sentence("clocks.complaint_three_days", "四·三是", "1-3天内解决", RULES, ("3日",), ("3个工作日",)),
        Sentence("clocks.complaint_one_week", "四·三是", "一周内解决", RULES, ("7日",), ("7个工作日",)),
        Sentence("items.1.3", "二·二是", "长年置于社区科普画廊", ITEM, ("科普画廊",)),
    ),
    "bureau-proactive": (
        Sentence("items.1.9", "第五条9", "群众关心的其他热点问题", DEED, ("重点",)),
        Sentence("channels.lobby_screen", "第六条2", "本局一楼电子大屏", RULES, ("屏",)),
        Sentence("clocks.correction_order", "第七条2", "书面责成限期整改", RULES, ("15个工作日", "本机关选定")),
        Sentence("items.4.1", "第六条1", "明示工作人员的姓名、职务、责任", ITEM, ("姓名", "职务", "责任")),
        Sentence("items.1.5", "第五条4", "为民办实事项目及执行情况", ITEM, ("每季度",)),
    ),
    "bureau-on-application": (
        Sentence("items.2.1", "第七条(四)", "属于应当主动公开但未公开的政府信息", DEED, ("应当主动公开的依据",)),
        Sentence("applications.register", "第七条", "应当当场登记", RULES, ("当日",)),
        Sentence("applications.answer", "第七条", "自登记之日起五个工作日内", RULES, ("5个工作日", "自登记之日起")),
        Sentence("extension", "第八条", "不得超过三十个工作日", RULES, ("30个工作日",)),
        Sentence("outcomes.transferred", "第七条(五)", "协助将申请转递至相关受理机关", RULES, ("该机关的联系方式",)),
    ),
    "district": (
        Sentence("items.2.6", "前言第2段", "党务党务政务信息公开工作", DEED, ("党务",)),
        Sentence("applications.answer", "一(六)5", "收到申请之日起15个工作日", RULES, ("15个工作日",)),
        Sentence("extension", "一(六)5", "经区领导批准可延长15个工作日", RULES, ("15个工作日", "领导")),
        Sentence("items.3.4", "一(六)4", "在其办理查阅手续后", ITEM, ("查阅",)),
        Sentence("items.1.7", "二(七)", "领导的分工情况", ITEM, ("职能", "领导的分工情况")),
    ),
}  # fmt: skip

HEAD = """# Five hardest sentences of each document

Each stands in its document in these words, is cited by the regime file, and is walked in Chromium by
`tests/browser/test_thirteen.py`, from the text to the public page. `make sources` walks them all, takes the pictures
and writes this page. A picture shows the item of the first sentence after the walk: the clause and its words above,
the rule beside, what was published below.
"""


def cited(rules: Regime, place: str) -> Cited:
    """Whose the part of the regime at ``place`` is: the clause and the words it quotes."""
    kind, _dot, code = place.partition(".")
    if kind == "steps":
        chain, _dot, step = code.partition(".")
        return next(one for one in rules.chains[chain].steps if one.code == step).cited
    if kind == "rhythms":
        return rules.items[code].rhythm
    if kind == "extension":
        return rules.applications.extension.cited
    tables = {"applications": rules.applications.clocks, "outcomes": rules.applications.outcomes}
    table = tables.get(kind) or getattr(rules, kind)
    return table[code].cited if code else table.cited


def does(rules: Regime, sentence: Sentence) -> str:
    """What the portal does with the sentence, as the walk finds it."""
    shown = "、".join(sentence.shows)
    if sentence.where == HIDDEN:
        return "Not public: a visitor finds neither its page (404) nor its name in the catalogue"
    if sentence.where == DEED:
        steps = rules.chains[rules.items[sentence.item].chain].steps
        signed = "; ".join(f"{step.name.zh} ({step.kind})" for step in steps)
        return f"Refused without its parts, proposed with them ({shown}), then {signed}; published and read"
    page = "page of the rules" if sentence.where == RULES else f"page of item {sentence.item}"
    without = f", and not: {'、'.join(sentence.never)}" if sentence.never else ""
    return f"On the {page}, beside its clause" + (f": {shown}" if shown else "") + without


def index() -> str:
    """The page docs/sources.md, made from the sentences and the regime files."""
    said = [HEAD]
    for code, sentences in SENTENCES.items():
        rules = parse(reading.read(Path(settings.BASE_DIR) / "regimes" / f"{code}.yaml").data)
        said.append(f"\n## {rules.source.document}: {rules.title.zh}\n")
        said.append(f"![{rules.title.en}](screenshots/sources/{code}.png)\n")
        said.append("| clause | words of the document | what the portal does |\n| --- | --- | --- |")
        said += [f"| {one.clause} | {one.words} | {does(rules, one)} |" for one in sentences]
    return "\n".join(said) + "\n"
