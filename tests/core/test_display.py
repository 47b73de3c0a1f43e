"""Large type is remembered without an account, and the way back leads nowhere else."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_large_type_is_remembered_and_can_be_left(client):
    home = client.get("/").content.decode()
    assert 'data-size="large"' not in home
    assert (
        client.get(reverse("large_type"), {"next": "/search/?q=水"}).headers["Location"]
        == "/search/?q=%E6%B0%B4"
    )
    assert 'data-size="large"' in client.get("/").content.decode()
    client.get(reverse("ordinary_type"))
    assert 'data-size="large"' not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)", ""]
)
def test_the_way_back_stays_in_the_portal(client, elsewhere):
    assert client.get(reverse("large_type"), {"next": elsewhere}).headers["Location"] == "/"
