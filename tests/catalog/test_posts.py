"""Posts stand on the page of their department and can be printed, one sheet for each (A-021, D-110, D-123, F-163)."""

import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from catalog.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(item) -> Post:
    """The head of the item's department."""
    words = {"name": "科长", "holder": "邵清越", "duties": "主持全科工作。\n审核拟公开的信息。"}
    return Post.objects.create(department=item.department, leads=Post.Leads.DEPARTMENT, **words)


def test_a_department_shows_who_does_what_and_an_agency_who_answers_first(
    post, client, django_assert_num_queries, django_assert_max_num_queries
):
    """In as many queries for one post as for three; an empty post is said to be vacant."""
    department, agency = post.department.get_absolute_url(), post.agency
    with django_assert_max_num_queries(25) as first:
        page = client.get(department).content.decode()
    assert all(words in page for words in ("科长", "邵清越", "审核拟公开的信息。"))
    for name in ("副科长", "局长"):
        leads = Post.Leads.AGENCY if name == "局长" else ""
        Post.objects.create(department=post.department, name=name, leads=leads)
    with django_assert_num_queries(len(first)):
        page = client.get(department).content.decode()
    assert "空缺" in page or "Vacant" in page
    assert "局长" in client.get(reverse("catalog:agency", args=[agency.slug])).content.decode()


def test_one_post_leads_a_department_and_one_an_agency(post):
    """Two heads would leave open who answers: the database refuses the second."""
    second = {"department": post.department, "name": "第二", "leads": Post.Leads.DEPARTMENT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**second)
    Post.objects.create(**second | {"leads": Post.Leads.AGENCY})
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**second | {"leads": Post.Leads.AGENCY})


def test_the_disclosure_office_keeps_posts_of_its_own_agency(post, client, cast):
    """A second head gets a sentence beside the field; others keep nothing, and see theirs."""
    add = reverse("admin:catalog_post_add")
    sent = {"department": post.department_id, "name": "代理科长", "leads": "department", "position": 1}
    client.force_login(cast.disclosure_office)
    refused = client.post(add, sent)
    assert refused.status_code == 200
    assert refused.context["adminform"].form.non_field_errors()
    assert "代理科长" in refused.content.decode()
    assert client.post(add, sent | {"leads": ""}).status_code == 302
    assert Post.objects.get(name="代理科长").agency == post.agency
    client.force_login(cast.clerk)
    assert client.post(add, sent | {"leads": ""}).status_code == 403
    client.force_login(cast.stranger)  # keeps the posts of another agency
    assert client.post(add, sent | {"name": "外人", "leads": ""}).status_code == 200
    assert not Post.objects.filter(name="外人").exists()


@pytest.mark.once
def test_each_post_has_its_sheet_its_badge_and_its_plate(post, client, cast):
    """A sheet is a page of its own with a code to the department; who hangs nothing up prints nothing."""
    Post.objects.create(department=post.department, name="办事员", holder="樊知秋")
    client.force_login(cast.channel_keeper)
    for form, pages, width in (
        ("sheets-a4", 2, 595),
        ("sheets-a3", 2, 842),
        ("badges", 1, 595),
        ("plates", 1, 595),
    ):
        address = reverse("catalog:posts_pdf", args=[post.department_id, form])
        assert address in client.get(reverse("catalog:posts")).content.decode()
        printed = PdfReader(io.BytesIO(client.get(address).content))
        assert (len(printed.pages), round(printed.pages[0].mediabox.width)) == (pages, width), form
        text = "".join(page.extract_text() for page in printed.pages).replace("\n", "")
        assert all(words in text for words in ("邵清越", "樊知秋", str(post.agency))), form
        assert (post.department.get_absolute_url() in text) == form.startswith("sheets")
    assert client.get(reverse("catalog:posts_pdf", args=[post.department_id, "posters"])).status_code == 404
    client.force_login(cast.stranger)
    assert client.get(address).status_code in (403, 404)
