"""Every answer says what a page may load, also one that nobody made on purpose."""

import pytest

POLICY = {
    "default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'self'", "form-action 'self'",
    "frame-ancestors 'none'",
}  # fmt: skip


@pytest.mark.once
@pytest.mark.django_db
def test_each_answer_carries_the_policy(client, settings):
    """Pages, redirects and pages that are not there; while developing, Django's own explanation has its styles."""
    for path, status in (("/", 200), ("/work/", 302), ("/nothing/", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    settings.DEBUG = True
    assert "Content-Security-Policy" not in client.get("/nothing/").headers
