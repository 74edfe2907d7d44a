"""A duplicate points to the case in which the work goes on; when, by whom and why it was merged is a row of its own."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("tat", "0003_standing_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merging",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("reason", tat.vault.SealedText(max_length=20000)),
                (
                    "stage_before",
                    models.CharField(
                        choices=[
                            ("intake", "Intake"),
                            ("containment", "Containment"),
                            ("triage", "Triage"),
                            ("assessment", "Assessment"),
                            ("management", "Case plan"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        help_text="Where the duplicate stood.",
                        max_length=12,
                    ),
                ),
                (
                    "into_stage_before",
                    models.CharField(
                        choices=[
                            ("intake", "Intake"),
                            ("containment", "Containment"),
                            ("triage", "Triage"),
                            ("assessment", "Assessment"),
                            ("management", "Case plan"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        help_text="Where the other case stood.",
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="Where the work goes on; never itself a merged case.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.case",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("stage", "merged"), models.Q(("merged_into", models.F("id")), _negated=True)),
                    models.Q(models.Q(("stage", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="case_merged_pair",
            ),
        ),
        migrations.AddField(
            model_name="merging",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case"),
        ),
        migrations.AddField(
            model_name="merging",
            name="into",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="mergings", to="cases.case"),
        ),
        migrations.AddField(
            model_name="merging",
            name="recorded_by",
            field=models.ForeignKey(
                help_text="Null: the system itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="merging",
            constraint=models.UniqueConstraint(fields=("case",), name="merging_once"),
        ),
    ]
