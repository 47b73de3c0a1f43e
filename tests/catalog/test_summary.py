"""The summary in plain words (C-091)."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_disclosure_begins_with_its_summary_in_plain_words(client, item, make_disclosure):
    """C-091: short and plain, before record and text; a page without one begins with the record."""
    told = make_disclosure(item, upto="published", summary="本季度抽查三类产品，两批不合格。")
    page = client.get(told.get_absolute_url()).content.decode()
    body = page.partition("<body")[2]
    assert body.index(told.summary) < body.index(told.index_number) < body.index("共抽查三十批次")
    bare = make_disclosure(item, upto="published", summary="")
    assert 'class="lead"' not in client.get(bare.get_absolute_url()).content.decode()
