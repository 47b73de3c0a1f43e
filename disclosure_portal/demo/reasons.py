"""Why the demo's answers say no: a reason and its ground for each outcome, in our own words."""

REGULATION = "《中华人民共和国政府信息公开条例》"
# By the code of the outcome: the reason, and the article that it rests on.
REASONS = {
    "partial": ("材料中含有个人住址和电话，遮盖后不影响其余内容的提供。", "第十五条、第三十七条"),
    "state_secret": ("经定密机关确认，所申请文件标有密级且在保密期限内。", "第十四条"),
    "forbidden": ("所申请内容属于法律禁止公开的统计原始资料。", "第十四条"),
    "security": ("公开点位详图可能危及公共安全，已附评估意见。", "第十四条"),
    "third_party": ("第三方以涉及商业秘密为由书面不同意公开，理由成立，不公开不影响公共利益。", "第十五条"),
    "internal": ("所申请内容是本机关内部人事管理信息，不对外产生影响。", "第十六条第一款"),
    "process": ("所申请内容是作出决定前的讨论记录，尚在研究之中。", "第十六条第二款"),
    "case_files": ("所申请内容属于执法案卷，当事人可以依法查阅。", "第十六条第二款"),
    "refused": ("所申请内容含有企业的工艺参数，属于依法受保护的商业秘密。", "第十五条"),
    "must_be_made": ("需要对多个科室的台账加工、分析才能形成，本机关没有现成的信息。", "第三十八条"),
    "not_ours": ("所申请内容不由本机关制作，也不由本机关保存。", "第三十六条第五项"),
    "repeated": ("本机关已就您此前相同的申请作出答复，本次不再重复处理。", "第三十六条第六项"),
    "petition": ("所提内容是对处理结果的意见，宜通过信访渠道提出。", "第三十九条第一款"),
    "special_rules": ("不动产登记资料的查询另有规定，请到登记机构查询窗口办理。", "第三十六条第七项"),
    "still_unclear": ("补正后仍没有写明文件名称、文号或者年度，无法确定所指的信息。", "第三十条"),
    "excessive": ("一个月内申请二十六件，所说明的理由不合理。", "第三十五条"),
    "issue_again": ("所申请的是对已取得文件另行出具证明，不是申请获取政府信息。", "第三十六条"),
    "other": ("所申请的信息将在统计公报中一并公布，届时告知。", "第三十六条"),
}
USUAL = ("所申请的内容依照条例不予公开。", "第十四条至第十六条")


def of(outcome: str) -> dict[str, str]:
    """The reason of ``outcome`` and its ground, as fields of a decision."""
    reason, article = REASONS.get(outcome, USUAL)
    return {"reasons": f"经审查，{reason}", "grounds": f"{REGULATION}{article}"}
