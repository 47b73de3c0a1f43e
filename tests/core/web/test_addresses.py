"""What may stand in an address."""

import pytest

from core.web.addresses import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        *(
            (text, None)
            for text in (None, "", "-1", "+1", "1.0", " 1", "²", "٣", "1\0", "9" * 19, "9" * 5000)
        ),
    ],
)
def test_only_numbers_that_a_row_can_have_are_numbers(text, number):
    assert number_in(text) == number


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=%00", "/?x=a%00b", "/agencies/a/catalogue/%00/"])
def test_an_address_with_a_zero_byte_is_malformed(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.django_db
def test_the_text_percent_zero_zero_is_only_text(client):
    assert client.get("/search/?q=%2500").status_code == 200
