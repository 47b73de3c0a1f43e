"""What counts as a deed in a test: sent, pressed, acted; and what does not: looked, fetched, read in a file."""

import pytest

from tests.deeds import OF_NO_LINE, READING_IS_THE_DEED, does_something
from tests.test_traceability import ROOT, names_in

pytestmark = pytest.mark.once

HEAD = "from catalog.actions import disclosures\nfrom core.regimes import reading\n"
DEEDS = {
    "a form is sent": "def test_it(client):\n    client.post('/apply/', {})",
    "a button is pressed": "def test_it(window):\n    window().open('/').click('button')",
    "an action is taken": "def test_it(item):\n    disclosures.draft(item=item)",
    "by a helper of the module": "def done(it):\n    disclosures.draft(item=it)\n\ndef test_it(item):\n    done(item)",
    "by a fixture of the module": "def made():\n    return disclosures.draft()\n\ndef test_it(made):\n    assert made",
    "a fixture of the cast publishes": "def test_it(make_disclosure, item):\n    make_disclosure(item)",
}
LOOKS = {
    "a page is fetched": "def test_it(client):\n    assert client.get('/').status_code == 200",
    "a file is read": "def test_it():\n    assert reading.read('x').data['chains']",
    "the helper only looks": "def seen(it):\n    return it.get('/')\n\ndef test_it(client):\n    assert seen(client)",
    "the action is named and not taken": "def test_it():\n    assert disclosures.draft",
}


@pytest.mark.parametrize("text", DEEDS.values(), ids=DEEDS)
def test_a_deed_is_known(text, tmp_path):
    """Whoever it is done by, and however far from the test."""
    (tmp_path / "test_one.py").write_text(f"{HEAD}\n{text}\n", encoding="utf-8")
    assert does_something(tmp_path / "test_one.py", "test_it")


@pytest.mark.parametrize("text", LOOKS.values(), ids=LOOKS)
def test_a_look_is_none(text, tmp_path):
    """A page that is fetched and a line that is there prove that something was written down."""
    (tmp_path / "test_one.py").write_text(f"{HEAD}\n{text}\n", encoding="utf-8")
    assert not does_something(tmp_path / "test_one.py", "test_it")


def test_the_exceptions_are_tests_that_stand():
    """A name that is let through, or held back, is that of a test; each says why."""
    known = {name for path in (ROOT / "tests").rglob("test_*.py") for name in names_in(path)}
    assert set(READING_IS_THE_DEED) | OF_NO_LINE <= known
    assert all(READING_IS_THE_DEED.values())
