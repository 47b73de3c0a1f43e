"""A seal of before told of a number as it was typed; the database gives it back with all its places."""

from decimal import Decimal

import pytest

from core.models import seals, standing
from core.models.standing import Known
from requests_app.models import RedactionBox

pytestmark = pytest.mark.django_db


def sealed(field, value: Decimal) -> Known:
    """The seal of a box whose column held ``value``, as it was given."""
    form = seals.form_of(RedactionBox)
    marks = "".join(
        seals.mark("salt", column, value if column == field.attname else None) for column in form.columns
    )
    return Known(seals.made(form, 1, salt="salt", marks=marks, turn=1, hangs_on="", matter=""), 1)


@pytest.mark.parametrize(("given", "back"), [("0.5", "0.50000"), ("1", "1.00000"), ("0.12", "0.12000")])
def test_the_same_number_with_more_places_is_no_other(given, back):
    """Each place of a box: fewer decimals fit; another number does not, however near."""
    fields = [
        field for field in RedactionBox._meta.concrete_fields if field.get_internal_type() == "DecimalField"
    ]
    assert fields
    for field in fields:
        told = sealed(field, Decimal(given))
        back_again = field.to_python(back).quantize(Decimal(1).scaleb(-field.decimal_places))
        assert standing.fault(told, [field], [back_again], there=True) is None
        other = back_again + Decimal(1).scaleb(-field.decimal_places)
        assert standing.fault(told, [field], [other], there=True) is not None
