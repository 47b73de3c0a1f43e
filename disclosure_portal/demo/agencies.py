"""The invented agencies: one for each regime. All lie in the invented city of Qinghe (清河市)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sketch:
    """What an agency is called and where it sits."""

    slug: str
    regime: str
    code: str
    name: str
    name_en: str
    about: str
    address: str
    exchange: int
    months: int = 6  # how long it has owed anything

    @property
    def phone(self) -> str:
        """An invented number: no Chinese area code begins with 0000."""
        return f"0000-{self.exchange}00"

    @property
    def hotline(self) -> str:
        return f"0000-{self.exchange}12"


SHOWN_AGENCY = "quality"  # whose people are told to the visitor, and where work is shared
FULL = (
    SHOWN_AGENCY,
    "housing",
)  # these show every outcome and state; the others what is usual, and are sooner there
AGENCIES = (
    Sketch(
        "data-bureau",
        "national-2019",
        "QHSJ01",
        "清河市数据局",
        "Qinghe Data Bureau",
        "统筹全市数字政府建设，管理公共数据资源，指导政务公开和政务服务平台建设。",
        "清河市政和路1号3楼",
        6100,
    ),
    Sketch(
        "economic-zone",
        "economic-zone",
        "QHJK02",
        "清河经济开发区管理委员会",
        "Qinghe Economic Development Zone",
        "负责开发区规划建设、招商引资、企业服务和社会事务管理。",
        "清河经济开发区创业大道88号",
        6120,
    ),
    Sketch(
        "quality-one",
        "quality-bureau-2",
        "QHZJ03",
        "清河市质量技术监督局",
        "Qinghe Quality Supervision Bureau",
        "负责产品质量监督、计量、标准化和特种设备安全监察。",
        "清河市标准路16号",
        6130,
    ),
    Sketch(
        "quality",
        "quality-bureau-3",
        "QHZJ04",
        "清河市市场质量监管局",
        "Qinghe Market Quality Bureau",
        "负责市场质量监管、特种设备安全监察、计量监督和质量信用管理。",
        "清河市标准路18号",
        6140,
        18,
    ),
    Sketch(
        "planning",
        "county-planning",
        "QHFJ05",
        "青山县发展计划局",
        "Qingshan County Planning Bureau",
        "负责县域经济社会发展计划、重点项目和以工代赈工作。",
        "青山县人民路52号",
        6150,
    ),
    Sketch(
        "township",
        "township",
        "QHXZ06",
        "慈溪坪乡人民政府",
        "Cixiping Township Government",
        "负责本乡经济社会发展、人口与家庭服务和村务指导。",
        "青山县慈溪坪乡集镇中街9号",
        6160,
    ),
    Sketch(
        "water",
        "water-bureau",
        "QHSL07",
        "清河市城北区水利局",
        "Chengbei District Water Bureau",
        "负责水资源管理、农田灌溉、防汛抗旱和水利工程建设。",
        "清河市城北区滨河东路27号",
        6170,
    ),
    Sketch(
        "shanshan",
        "shanshan-town",
        "QHSS08",
        "杉山镇人民政府",
        "Shanshan Town Government",
        "负责本镇财政、建设、社会救助和便民服务。",
        "清河市杉山镇政府街1号",
        6180,
    ),
    Sketch(
        "human-resources",
        "hr-bureau",
        "QHRS09",
        "清河市人力资源和社会保障局",
        "Qinghe Human Resources Bureau",
        "负责就业创业、社会保险、人事人才和劳动关系工作。",
        "清河市劳动路33号",
        6190,
    ),
    Sketch(
        "city-office",
        "city-office",
        "QHZB10",
        "清河市人民政府办公厅",
        "Qinghe Municipal Government Office",
        "协助市政府领导处理日常工作，指导监督全市政务公开。",
        "清河市政和路1号",
        6200,
    ),
    Sketch(
        "fulin",
        "community",
        "QHFL11",
        "福林社区居民委员会",
        "Fulin Community",
        "组织居民自治，办理社区公共事务，接待居民来信来访。",
        "清河市城南区福林里小区12号楼",
        6210,
    ),
    Sketch(
        "transport",
        "bureau-proactive",
        "QHJT12",
        "双桥县交通运输局",
        "Shuangqiao County Transport Bureau",
        "负责公路建设养护、道路运输管理和水上交通安全。",
        "双桥县交通路5号",
        6220,
    ),
    Sketch(
        "housing",
        "bureau-on-application",
        "QHZF13",
        "双桥县住房和城乡建设局",
        "Shuangqiao County Housing Bureau",
        "负责城乡规划建设、住房保障和房地产市场监管。",
        "双桥县建设路21号",
        6230,
        18,
    ),
    Sketch(
        "mudong",
        "district",
        "QHMD14",
        "清河市牧东区人民政府",
        "Mudong District Government",
        "领导本区经济社会各项事业，推进党务政务公开。",
        "清河市牧东区和平大街100号",
        6240,
    ),
)
