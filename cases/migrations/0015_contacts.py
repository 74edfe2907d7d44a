"""The contact log of a plan's monitoring, and how often a plan of periodic active monitoring wants a check."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tat.vault


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_referrals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="contact_days",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Calendar days between two checks, where the monitoring is periodic active.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact_days", None), models.Q(("contact_days__gte", 1), ("contact_days__lte", 30)), _connector="OR"
                ),
                name="plan_contact_days",
            ),
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("subject", "The subject"),
                            ("parent", "A parent or guardian"),
                            ("teacher", "A teacher or other staff"),
                            ("other", "Somebody else"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "person",
                    tat.vault.SealedText(blank=True, help_text="Who it was, where no party of the case is chosen.", max_length=200),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in_person", "In person"),
                            ("phone", "By phone"),
                            ("video", "By video"),
                            ("seen", "Seen at a distance"),
                            ("tried", "Tried, not reached"),
                        ],
                        max_length=9,
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                ("said", tat.vault.SealedText(help_text="What was seen and said.", max_length=20000)),
                (
                    "subject_is",
                    models.CharField(
                        choices=[
                            ("as_before", "As before"),
                            ("better", "Better than before"),
                            ("worse", "Worse than before"),
                            ("unknown", "Not known"),
                        ],
                        default="unknown",
                        max_length=9,
                    ),
                ),
                (
                    "watch_items_checked",
                    models.BooleanField(blank=True, help_text="Asked in active monitoring; null: not asked.", null=True),
                ),
                ("is_change", models.BooleanField(default=False)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="cases.party",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        help_text="Null: the system itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cases.contact",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("replaces",), name="contact_corrected_once")],
                "indexes": [models.Index(fields=["case", "occurred_at", "id"], name="contact_by_case")],
            },
        ),
    ]
