"""What cases show of the system goes to the prevention team without names; the team's dated directions."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("tat", "0006_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EnvironmentalFinding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("ENV-1", "A policy or procedure that acts across cases"),
                            ("ENV-2", "Bullying: prevention and intervention"),
                            ("ENV-3", "Climate and a caring community"),
                            ("ENV-4", "Associates who support violence"),
                            ("ENV-5", "Conflict skills of groups"),
                            ("ENV-6", "Gaps in knowing how to report and get help"),
                            ("ENV-7", "Gaps in threat assessment and management"),
                        ],
                        max_length=5,
                    ),
                ),
                ("from_month", models.DateField(help_text="First day of the first month in which it showed.")),
                ("until_month", models.DateField(help_text="First day of the last one.")),
                ("cases", models.PositiveIntegerField(default=1, help_text="Given by the system: each case once.")),
                ("pattern", tat.vault.SealedText(max_length=2000)),
                ("proposal", tat.vault.SealedText(max_length=2000)),
                ("owner", tat.vault.SealedText(help_text="Which office should see to it.", max_length=200)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_on", models.DateField(help_text="The local day.")),
                ("building", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.building")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.district")),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.datakey")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Direction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", tat.vault.SealedText(max_length=200)),
                ("text", tat.vault.SealedText(max_length=20000)),
                ("due_on", models.DateField(help_text="The local day by which each lead acknowledges.")),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", tat.vault.SealedText(blank=True, max_length=2000)),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.district")),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.datakey")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reporting.direction",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="directions",
                        to="reporting.environmentalfinding",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CountedCase",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("token", models.BinaryField(max_length=32)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="counted", to="reporting.environmentalfinding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SystemDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("decision", models.CharField(choices=[("taken_up", "Taken up"), ("not_now", "Not now"), ("done", "Done")], max_length=8)),
                ("reason", tat.vault.SealedText(max_length=2000)),
                ("owner", tat.vault.SealedText(blank=True, help_text="Who sees to it from now on.", max_length=200)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="reporting.environmentalfinding"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DirectionTeam",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_name", models.CharField(blank=True, max_length=150)),
                ("acknowledged_position", models.CharField(blank=True, max_length=150)),
                ("answer", tat.vault.SealedText(blank=True, max_length=500)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "direction",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="given_to", to="reporting.direction"),
                ),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("direction", "team"), name="direction_to_a_team_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at", None), ("acknowledged_by", None), ("acknowledged_name", "")),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False), ("acknowledged_name__gt", "")),
                            _connector="OR",
                        ),
                        name="direction_acknowledged_by_name",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="environmentalfinding",
            index=models.Index(fields=["district", "recorded_on", "id"], name="system_finding_by_day"),
        ),
        migrations.AddIndex(
            model_name="environmentalfinding",
            index=models.Index(fields=["building", "recorded_on", "id"], name="system_finding_by_building"),
        ),
        migrations.AddConstraint(
            model_name="environmentalfinding",
            constraint=models.CheckConstraint(condition=models.Q(("cases__gte", 1)), name="system_finding_of_a_case"),
        ),
        migrations.AddConstraint(
            model_name="environmentalfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_month__gte", models.F("from_month"))), name="system_finding_months"
            ),
        ),
        migrations.AddIndex(
            model_name="direction",
            index=models.Index(fields=["district", "recorded_at", "id"], name="direction_by_time"),
        ),
        migrations.AddConstraint(
            model_name="direction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="direction_withdrawn_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="countedcase",
            constraint=models.UniqueConstraint(fields=("finding", "token"), name="case_counted_once"),
        ),
        migrations.AddIndex(
            model_name="systemdecision",
            index=models.Index(fields=["finding", "recorded_at"], name="system_decision_latest"),
        ),
    ]
