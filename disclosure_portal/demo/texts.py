"""What the invented disclosures say: plain official Chinese in our own words, with invented figures."""

import random
from dataclasses import dataclass

from catalog.models import DisclosureItem
from catalog.subjects import SubjectClass


@dataclass(frozen=True)
class Topic:
    """A kind of matter, known by words in the item's name, and how one writes about it."""

    words: tuple[str, ...]
    subject: SubjectClass
    summary: str
    paragraphs: tuple[str, ...]


MONEY = Topic(
    (
        "预算",
        "决算",
        "经费",
        "资金",
        "财务",
        "收支",
        "账目",
        "基金",
        "收费",
        "租金",
        "债",
        "缴费",
        "奖金",
        "伙食",
    ),
    SubjectClass.FINANCE,
    "公布{period}的收入、支出和结余，并说明与上年同期相比的变化。",
    (
        "{period}{item}现予公开。本期收入{a}万元，支出{b}万元，支出进度为{p}%，与上年同期相比{trend}{q}个百分点。",
        "主要用途：一是人员和日常运转，支出{c}万元；二是项目支出{d}万元，用于已批准的工程和服务；三是结转下期{e}万元。",
        "变化较大的原因是项目付款时间提前。各项支出均有审批单据，存{dept}备查，群众可凭有效证件查阅。",
    ),
)
PROJECT = Topic(
    ("工程", "项目", "招投标", "采购", "建设", "处置", "资产"),
    SubjectClass.CONSTRUCTION_ENVIRONMENT,
    "公布{period}的项目进展、招标结果和付款情况。",
    (
        "{period}{item}如下：在建项目{n}个，已完工{m}个，累计完成投资{a}万元，占计划的{p}%。",
        "本期完成招标{m}次，中标结果均在开标后三日内公示，公示期内收到异议{k}件，已书面答复。",
        "下一步将按合同抓好质量和工期，工程款按进度拨付。现场设有公示牌，写明责任人和监督电话。",
    ),
)
SERVICE = Topic(
    ("指南", "办事", "许可", "审批", "流程", "程序", "服务", "受理", "条件", "依据", "证"),
    SubjectClass.GENERAL,
    "告诉您到哪里办、带什么材料、多久办好、收不收费。",
    (
        "本事项由{dept}办理，窗口设在办事大厅{n}号台。工作日上午九时至十二时、下午一时三十分至五时受理。",
        "材料齐全的当场受理，一次告知需要补正的全部内容。承诺{m}个工作日办结，比法定期限缩短{k}个工作日，不收费。",
        "办理结果以短信告知，也可委托他人领取。对办理过程不满意的，可当场评价或拨打监督电话。",
    ),
)
ORGANISATION = Topic(
    (
        "职责",
        "职能",
        "机构",
        "岗位",
        "人员",
        "分工",
        "领导",
        "负责人",
        "权限",
        "清单",
        "责任",
        "公开栏",
        "电话",
        "信箱",
        "意见箱",
    ),
    SubjectClass.GENERAL,
    "公布机构设置、岗位职责、联系方式和监督渠道。",
    (
        "{item}经核对后公布。{dept}现有岗位{n}个，各岗位职责、办公地点和联系电话见附表。",
        "与上次公布相比，调整岗位{k}个，其余不变。人员姓名在办公场所以桌牌明示。",
        "如发现所列内容与实际不符，请通过监督电话或信箱告诉我们，五个工作日内核实更正。",
    ),
)
MEETING = Topic(
    ("会议", "例会", "座谈", "分析", "评议", "考核", "检查", "自查", "通报", "培训", "宣传", "总结", "统计"),
    SubjectClass.GENERAL,
    "说明{period}开了什么会、查出什么问题、怎样整改。",
    (
        "{period}，{dept}组织开展了{item}工作，共涉及{n}个科室（单位），发现问题{m}个。",
        "已当场整改{k}个，其余列入台账，明确责任人和完成时间。群众反映较多的是信息更新不够及时、办事指南不够直白。",
        "下一阶段将把公开情况纳入季度考核，对到期未改的书面责成整改。",
    ),
)
LAW = Topic(
    ("处罚", "执法", "监察", "稽查", "抽查", "名单", "案件", "违法", "失信", "安全", "质量", "仲裁"),
    SubjectClass.MARKET_SAFETY,
    "公布{period}的检查对象、结果和处理依据，个人信息已作处理。",
    (
        "{period}{item}：共检查{n}家（批次），合格{m}家（批次），发现一般问题{k}个，均已责令改正。",
        "需要立案的{k}件，已告知当事人陈述、申辩的权利，依照有关法律法规从轻处理。检查人员持证执法，全程记录。",
        "公众如需了解依据和标准，可在本页下载附件，或到{dept}查询。",
    ),
)
PEOPLE = Topic(
    (
        "招聘",
        "录用",
        "职称",
        "任免",
        "奖惩",
        "干部",
        "党员",
        "人事",
        "毕业生",
        "就业",
        "培训和",
        "工会",
        "先进",
    ),
    SubjectClass.LABOUR,
    "公布{period}的条件、程序和结果，接受监督。",
    (
        "{period}{item}现予公布。报名{n}人，经资格审核、考核和公示，符合条件的{m}人。",
        "整个过程由监督小组列席，名额、条件和评分办法事先公开。公示期五个工作日，期间收到反映{k}件，经核实不影响结果。",
        "如有疑问，请在公示期内以书面形式向{dept}提出。",
    ),
)
PLAN = Topic(
    ("规划", "计划", "目标", "预案", "政策", "文件", "法规", "制度", "规章", "决策", "战略", "措施", "标准"),
    SubjectClass.ECONOMY,
    "说明要做什么、为什么做、什么时候做完，以及怎样提意见。",
    (
        "{item}已经集体讨论通过，现予公开。主要任务{n}项，分{k}个阶段推进，责任分解到各科室。",
        "制定过程中听取了{m}位群众代表的意见，采纳的已写入文本，未采纳的逐条说明了理由。",
        "执行情况每半年公布一次。有意见建议的，可以在本页下方留言，也可以到{dept}当面提出。",
    ),
)
OTHER = Topic(
    (),
    SubjectClass.OTHER,
    "公布{period}的有关情况。",
    (
        "{period}{item}的有关情况公布如下：共办理{n}件，按时办结{m}件，正在办理{k}件。",
        "正在办理的均在期限之内，进展随时更新。经办科室为{dept}，欢迎监督。",
    ),
)
TOPICS = (LAW, MONEY, PROJECT, PEOPLE, SERVICE, PLAN, MEETING, ORGANISATION)


def topic_of(item: DisclosureItem) -> Topic:
    """The topic whose word stands first in the item's name."""
    found = [(item.name.index(word), topic) for topic in TOPICS for word in topic.words if word in item.name]
    return min(found, key=lambda pair: pair[0])[1] if found else OTHER


def written(item: DisclosureItem, period: str, chance: random.Random) -> dict:
    """Title, summary, text and subject class of a disclosure of ``item`` for ``period``."""
    topic = topic_of(item)
    whole = chance.randint(8, 60)
    words = {
        "item": item.name,
        "period": period,
        "dept": item.department.name,
        "a": chance.randint(120, 9800),
        "b": chance.randint(80, 7600),
        "c": chance.randint(40, 2600),
        "d": chance.randint(30, 3600),
        "e": chance.randint(3, 400),
        "p": chance.randint(38, 99),
        "q": round(chance.uniform(0.3, 9.8), 1),
        "trend": chance.choice(("提高", "下降")),
        "n": whole,
        "m": chance.randint(2, whole),
        "k": chance.randint(1, 5),
    }
    return {
        "title": f"{period}{item.name}"[:200],
        "summary": topic.summary.format(**words),
        "body": "".join(f"<p>{paragraph.format(**words)}</p>" for paragraph in topic.paragraphs),
        "subject_class": topic.subject,
    }


def element_text(name: str, item: DisclosureItem) -> str:
    """A plain sentence for one obligatory element."""
    return f"{name}：由{item.department.name}负责，具体内容以现行有效的规定为准，办事窗口备有纸质文本，可免费索取。"


EVENTS = (
    "新一批内容形成",
    "根据上级通知作出调整",
    "季度工作完成后形成结果",
    "群众来信反映后补充公开",
    "年度核查后更新",
)
OPINIONS = (
    ("表格里的数字能不能加上去年的，对比着看更清楚？", 4, "感谢建议。自下期起增加与上年同期的对比一栏。"),
    (
        "看了两遍，还是不知道带什么材料，希望写得再直白些。",
        3,
        "已请经办科室改写，材料清单单独列出，一周内更新。",
    ),
    ("公布得很及时，附件也能打开，满意。", 5, "谢谢您的肯定，我们会继续按时公开。"),
    ("我们村的情况没有列进去，是漏了吗？", 2, "经核对，贵村数据并入所在片区统计，已在说明中补充注明。"),
    ("监督电话上午打了三次没人接。", 2, "已核实，当日值守人员外出办事，现已安排双人值守并向您致歉。"),
    ("希望公开栏也贴一份，老人不会上网。", 4, "已通知公开栏管理员，明日张贴在办事大厅东侧。"),
)
PLACES = (
    "办事大厅一楼公开栏",
    "机关大门东侧公示栏",
    "一楼电子触摸屏",
    "中心广场信息栏",
    "会议室通报",
    "街道宣传橱窗",
)
RETURNS = (
    "数据口径与上期不一致，请与财务核对后说明原因。",
    "摘要过于笼统，请写清群众关心的期限和联系方式。",
    "附表缺少单位名称，请补齐后再报。",
)
EXCUSES = (
    "系统升级期间数据尚在核对，完成后补充公开。",
    "上级主管部门统一发布，待发布后转载公开。",
    "机构调整，事项正在移交。",
)
WITHDRAWALS = ("附件中的统计口径有误，更正后重新公开。", "依据的文件已经废止，内容不再适用。")
