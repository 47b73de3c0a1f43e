"""Every order that stands gets the entry of the day that it was given; from then on the entries only grow."""

from django.db import migrations

from core.append_only import AppendOnly


def begin(apps, schema_editor) -> None:
    """Write for each order without entries the day that it has, as one that was set by hand."""
    orders = apps.get_model("supervision", "CorrectionOrder").objects.filter(clock_entries=None)
    entry = apps.get_model("supervision", "OrderClockEntry")
    issued = apps.get_model("supervision", "CorrectionOrderEvent").objects.filter(action="issue")
    moments = dict(issued.values_list("order_id", "at"))
    entry.objects.bulk_create(
        [
            entry(
                order=order,
                act="set",
                on=order.issued_on,
                day=order.due_on,
                by_id=order.issued_by_id,
                at=moments[order.pk],
            )
            for order in orders.iterator(2000)
            if order.pk in moments
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("supervision", "0005_order_clock")]
    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        AppendOnly("OrderClockEntry"),
    ]
