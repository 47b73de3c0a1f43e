"""Put every change of a role on record; the roles that are there already are written down as found."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from core.append_only import AppendOnly


def write_down(apps, schema_editor) -> None:
    """Nobody is told of what was there before: who gave it is not known."""
    change, at = apps.get_model("core", "RoleChange"), timezone.now()
    roles = [
        change(
            kind="found",
            thing=f"role-{one.pk}",
            state=f"{one.user_id} {one.role} {one.agency_id} {one.department_id} {one.since} {one.until}",
            person_id=one.user_id,
            role=one.role,
            agency_id=one.agency_id,
            department_id=one.department_id,
            since=one.since,
            until=one.until,
            at=at,
        )
        for one in apps.get_model("core", "RoleAssignment").objects.order_by("pk")
    ]
    administrators = [
        change(
            kind="found",
            thing=f"administrator-{one.pk}",
            state="administrator",
            person_id=one.pk,
            role="administrator",
            at=at,
        )
        for one in apps.get_model("core", "User").objects.filter(is_superuser=True, is_active=True)
    ]
    change.objects.bulk_create([*roles, *administrators], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_kept_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("changed", "changed"),
                            ("taken", "taken"),
                            ("found", "there before the record"),
                            ("password", "password set by another"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("thing", models.CharField(db_index=True, editable=False, max_length=40)),
                ("state", models.CharField(editable=False, max_length=120)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("head", "Head, main responsible person"),
                            ("leading_group", "Leading group"),
                            ("disclosure_office", "Disclosure office"),
                            ("leader_in_charge", "Leader in charge"),
                            ("party_group", "Party group"),
                            ("proposer", "Proposer in the responsible department"),
                            ("department_head", "Head of department"),
                            ("channel_keeper", "Channel keeper"),
                            ("feedback_collector", "Feedback collector"),
                            ("intake_officer", "Application officer"),
                            ("archivist", "Archivist"),
                            ("supervisor", "Supervision group"),
                            ("invited_supervisor", "Invited supervisor"),
                            ("compiling_division", "Compiling division"),
                            ("superior_office", "Superior office"),
                            ("superior_leader", "Leader of the superior government"),
                            ("observer", "Observer"),
                            ("administrator", "System administrator"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                ("since", models.DateField(null=True, verbose_name="since")),
                ("until", models.DateField(null=True, verbose_name="until")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a role",
                "verbose_name_plural": "changes of roles",
                "ordering": ["-pk"],
            },
        ),
        AppendOnly("RoleChange"),
        migrations.RunPython(write_down, migrations.RunPython.noop),
    ]
