"""Every part of the pages on one sheet, with invented contents, for those who build pages. Served only with DEBUG."""

from datetime import date, datetime
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.deadlines.calendars import calendar

RECEIVED_ON = date(2025, 9, 17)
DAYS_TO_ANSWER = 20
HASH = "9f2c64d1b7a0e83c55d1f0a94be27c6d8812e3fa07b45c9d61e0a2738fbc41d5"


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="所需信息的名称", max_length=60, help_text="写明文件标题，或者能够指向它的特征。"
    )
    day = forms.DateField(label="形成日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    agency = forms.ChoiceField(
        label="受理机关", choices=[("", "请选择"), ("water", "清河县水利局"), ("town", "云溪镇人民政府")]
    )
    way = forms.ChoiceField(
        label="获取方式",
        choices=[("electronic", "电子文件"), ("paper", "纸质复印件"), ("viewing", "现场查阅")],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label="公开渠道",
        choices=[("site", "门户网站"), ("board", "公开栏"), ("screen", "触摸屏")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    purpose = forms.CharField(label="补充说明", widget=forms.Textarea, required=False, max_length=500)
    file = forms.FileField(label="附件", required=False, help_text="PDF、Word、Excel 或图片，不超过 20 MB。")
    attested = forms.BooleanField(label="本人确认以上内容真实、准确", help_text="提交后将立即生成受理编号。")


def styleguide(request: HttpRequest) -> HttpResponse:
    """The sheet itself; contents are fixed, so two pictures of it can be compared."""
    days = calendar()
    now = timezone.make_aware(datetime(2025, 9, 17, 10, 30))
    due_on = days.add(RECEIVED_ON, DAYS_TO_ANSWER)
    context = {
        "trail": [("机关与目录", "#"), ("清河县水利局", "#"), ("公开目录", "#")],
        "days": days.explain(RECEIVED_ON, due_on),
        "received_on": RECEIVED_ON,
        "due_on": due_on,
        "empty_form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm({"title": "水" * 70, "day": "2025-02-30", "way": "paper"}),
        "files": [
            SimpleNamespace(
                name="2025年度小型水库安全巡查情况.pdf", size=482_133, sha256=HASH, get_absolute_url="#"
            ),
            SimpleNamespace(name="巡查记录汇总表.xlsx", size=38_400, sha256=HASH[::-1], get_absolute_url="#"),
        ],
        "opinion": SimpleNamespace(
            text="建议把巡查责任人的值班电话也一并公布，汛期村民好联系。",
            rating=4,
            received_at=now,
            answer="已采纳。各水库值班电话已补充在附件第三页，并同步张贴在库区公示牌上。感谢您的建议。",
            answered_at=now,
        ),
        "steps": [
            {"name": "提出", "state": "done", "note": "9月17日"},
            {"name": "审核", "state": "done", "note": "9月22日"},
            {"name": "公开", "state": "now", "note": "9月24日"},
            {"name": "反馈", "state": ""},
            {"name": "归档", "state": ""},
        ],
        "page_links": [
            {"number": 1, "url": "#"},
            {"number": None, "url": ""},
            {"number": 7, "url": "#"},
            {"number": 8, "url": "#", "current": True},
            {"number": 9, "url": "#"},
        ],
        "statuses": [
            ("warn", "应公开"),
            ("info", "准备中"),
            ("good", "已公开"),
            ("quiet", "本期无新增"),
            ("quiet", "已说明"),
            ("bad", "逾期"),
            ("info", "审核中"),
            ("bad", "已退回"),
            ("quiet", "已撤回"),
            ("quiet", "已归档"),
        ],
    }
    return render(request, "styleguide.html", context)
