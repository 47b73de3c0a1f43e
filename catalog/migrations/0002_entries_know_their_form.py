"""Each entry of the search index says in which form it was written; the clock renews those of an earlier one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AddField(
            "searchentry", "form", models.PositiveSmallIntegerField(null=True, editable=False)
        )
    ]
