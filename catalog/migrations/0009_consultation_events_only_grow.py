"""What happened to consultations and to opinions on drafts only grows."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_consultations")]
    operations = [
        AppendOnly("ConsultationEvent"),
        AppendOnly("ConsultationOpinionEvent"),
    ]
