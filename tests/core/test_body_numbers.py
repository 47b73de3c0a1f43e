"""What an administrator types for a body stands on its public pages: in plain digits, on one line."""

import pytest
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.utils import translation

from core.models import Agency


@pytest.mark.parametrize("field", ["phone", "fax", "hotline", "code"])
def test_wide_digits_and_letters_become_plain(field):
    """They were kept as typed, and the code begins every index number."""
    body = Agency(slug="new", name="某局", **{field: "QH０１０－８８ａ"})
    body.clean()
    assert getattr(body, field) == "QH010-88a"


def test_a_name_is_one_line():
    """A break inside it stood in every heading."""
    body = Agency(slug="new", name="某局\n二科", name_en=" One\n two ")
    body.clean()
    assert (body.name, body.name_en) == ("某局 二科", "One two")


@pytest.mark.parametrize("slug", ["UPPER_Case", "ｑｈ", "a_b", "-a", "a-", "a--b", "局"])
def test_an_address_name_is_refused_with_a_sentence(slug):
    """In Chinese too, and never with the words of the framework; one that stands is left alone."""
    body = Agency(slug=slug, name="某局", code="X")
    field = site.get_model_admin(Agency).formfield_for_dbfield(Agency._meta.get_field("slug"), None)
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        field.clean(slug)
        body.clean()
    assert refused.value.messages == ["请只使用小写拉丁字母、数字和连字符。"]
    body._state.adding = False
    body.slug = "UPPER_Case"
    body.clean()
