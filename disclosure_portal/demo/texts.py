"""What the invented disclosures say: plain official Chinese in our own words, with invented figures."""

import random
from dataclasses import dataclass

from catalog.models import DisclosureItem, Obligation
from catalog.models.obligations import Owed
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
    ("工程", "项目", "招投标", "采购", "建设", "资产", "用地", "征收", "土地", "房屋"),
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
        "{item}经核对后公布。{dept}现有岗位{n}个，各岗位职责、办公地点和联系电话在办公场所明示。",
        "与上次公布相比，调整岗位{k}个，其余不变。人员姓名在办公场所以桌牌明示。",
        "如发现所列内容与实际不符，请通过监督电话或信箱告诉我们，五个工作日内核实更正。",
    ),
)
MEETING = Topic(
    (
        "会议",
        "例会",
        "座谈",
        "反映",
        "来信",
        "投诉",
        "意见",
        "热点",
        "问题",
        "分析",
        "评议",
        "考核",
        "检查",
        "自查",
        "通报",
        "培训",
        "宣传",
        "总结",
    ),
    SubjectClass.GENERAL,
    "说明{period}开了什么会、查出什么问题、怎样整改。",
    (
        "{period}，{dept}组织开展了{item}工作，共涉及{n}个科室（单位），发现问题{m}个。",
        "已当场整改{k}个，其余列入台账，明确责任人和完成时间。群众反映较多的是信息更新不够及时、办事指南不够直白。",
        "下一阶段将把公开情况纳入季度考核，对到期未改的书面责成整改。",
    ),
)
LAW = Topic(
    (
        "处罚",
        "执法",
        "监察",
        "稽查",
        "抽查",
        "名单",
        "案件",
        "违法",
        "失信",
        "安全",
        "质量",
        "仲裁",
        "裁量",
        "检验",
    ),
    SubjectClass.MARKET_SAFETY,
    "公布{period}的检查对象、结果和处理依据，个人信息已作处理。",
    (
        "{period}{item}：共检查{n}家（批次），合格{m}家（批次），发现一般问题{k}个，均已责令改正。",
        "需要立案的{k}件，已告知当事人陈述、申辩的权利，依照有关法律法规从轻处理。检查人员持证执法，全程记录。",
        "公众如需了解依据和标准，可到{dept}查询，或者通过本页提出申请。",
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
    (
        "规划",
        "计划",
        "目标",
        "预案",
        "预警",
        "突发",
        "统计",
        "政策",
        "文件",
        "法规",
        "制度",
        "规章",
        "决策",
        "战略",
        "措施",
        "标准",
    ),
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


def titled(obligation: Obligation) -> tuple[str, str]:
    """The title of what fulfils ``obligation``, and how its text speaks of the period."""
    name, label = obligation.item.name, obligation.label
    if obligation.occurrence_id:
        return f"{name}（{obligation.base_on.year}年{obligation.base_on.month}月）", "本次"
    if obligation.owed_for == Owed.FIRST:
        return name, "本次"
    if obligation.owed_for == Owed.REVIEW:
        return f"{name}（{label}）", label.removesuffix("核对")
    return f"{label}{name}", label


def written(obligation: Obligation, chance: random.Random) -> dict:
    """Title, summary, text and subject class of what fulfils ``obligation``."""
    item = obligation.item
    title, period = titled(obligation)
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
        "title": title[:200],
        "summary": topic.summary.format(**words),
        "body": "".join(f"<p>{paragraph.format(**words)}</p>" for paragraph in topic.paragraphs),
        "subject_class": topic.subject,
    }


PARTS = (
    (("收费", "缴费"), "本项不收费。依法需要收取的，按物价部门公布的标准执行，并开具财政票据。"),
    (
        ("时限", "期限", "时间"),
        "材料齐全后当场受理，{m}个工作日内办结；需要现场核查的，核查时间另行告知，最长不超过{n}个工作日。",
    ),
    (
        ("材料", "申报", "证件"),
        "申请表一份、有效身份证件或者营业执照；委托办理的，另带授权委托书。能通过共享查到的，不再要求提供。",
    ),
    (
        ("条件", "标准", "资格"),
        "符合下列全部条件即可：事项属于本机关职权范围，材料真实有效，近两年无严重失信记录。",
    ),
    (
        ("程序", "流程", "步骤", "方式"),
        "提出、受理、审核、决定、送达共五步。每一步的经办岗位和用时见流程图，进度可在窗口或网上查询。",
    ),
    (
        ("结果", "处理", "兑现", "完成"),
        "办理结果在七个工作日内公布，涉及个人信息的部分已作遮盖。本期共办结{n}件，无超期。",
    ),
    (
        ("依据", "法律", "文件"),
        "依据现行有效的法律、法规和上级规范性文件办理；依据调整的，自调整之日起按新规定执行并更新本页。",
    ),
    (
        ("责任", "追究", "纪律"),
        "经办人对材料审查负责，科室负责人对结果负责。无正当理由拖延、刁难的，按规定问责并向社会通报。",
    ),
    (
        ("监督", "投诉", "举报", "救济", "复议"),
        "可拨打监督电话或者投递意见箱，五个工作日内答复；对决定不服的，可以依法申请复议或者提起诉讼。",
    ),
    (("承诺", "服务"), "首问负责，一次告知，限时办结。未做到的，科室负责人当面说明原因并致歉。"),
    (
        ("机构", "人员", "承办", "负责人", "部门", "主体", "单位"),
        "由{dept}承办，窗口人员佩戴工作牌，实行A、B岗，一人外出另一人代办。",
    ),
    (("地址", "地点", "场所"), "办事大厅一楼{m}号窗口，公共汽车可到门口，备有轮椅和老花镜。"),
    (("电话", "联系"), "工作日上班时间接听，忙时留下号码，当日回电。"),
    (
        ("说明", "解释", "理由", "原因"),
        "数字增减的主要原因：项目进度快于上年，人员经费随政策调整。用通俗的话说，每花一百元，有{m}元用在了看得见的服务上。",
    ),
    (
        ("来源", "资金", "分配", "拨付", "预算", "支出", "收入"),
        "资金来自上级补助和本级财政，按因素法分配，已于本期全部拨付到位，余额{n}万元结转使用。",
    ),
    (
        ("参与", "意见", "听证", "旁听"),
        "公开征求意见{n}条，采纳{m}条，未采纳的逐条说明了理由；邀请居民代表列席并记录在案。",
    ),
    (
        ("论证", "评估", "专家", "风险", "合法"),
        "组织{m}位专业人士论证，出具书面意见；风险等级为低，合法性审查无异议。",
    ),
    (("图", "表", "清单", "目录"), "见附表，列明名称、范围、形式和时限；内容变动的，五个工作日内更新。"),
    (
        ("幅度", "基准", "裁量"),
        "分为轻微、一般、严重三档，同类情形同等对待；超出幅度的须集体讨论并记录理由。",
    ),
)
PART = "由{dept}按现行规定整理，内容以书面文本为准，窗口备有纸质件，可免费索取。"


def element_text(name: str, item: DisclosureItem, chance: random.Random) -> str:
    """A plain sentence for the obligatory element called ``name``."""
    found = [(name.index(word), text) for words, text in PARTS for word in words if word in name]
    text = min(found)[1] if found else PART
    return text.format(dept=item.department.name, m=chance.randint(3, 12), n=chance.randint(15, 60))


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
# By the class of a channel.
PLACES = {
    "board": ("办事大厅一楼公开栏", "机关大门东侧公示栏", "中心广场信息栏", "街道宣传橱窗"),
    "screen": ("一楼电子触摸屏", "办事大厅滚动屏"),
    "meeting": ("三楼会议室", "机关礼堂"),
    "media": ("《清河日报》二版", "清河广播电台早间新闻"),
    "room": ("一楼公共查阅室", "档案馆查阅点"),
    "written": ("办公室文件柜", "各科室传阅"),
    "lan": ("内部网站公告栏",),
    "web": ("政务公开专栏", "通知公告栏"),
    "campaign": ("中心广场咨询台",),
}
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
