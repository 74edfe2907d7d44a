"""A case is handed to another building, and the subject leaves the district."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_watch_dates"),
        ("tat", "0006_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("left_on", models.DateField()),
                ("where_to", tat.vault.SealedText(blank=True, help_text="School and place, as far as known.", max_length=500)),
                (
                    "monitoring",
                    models.CharField(choices=[("goes_on", "Monitoring goes on"), ("ended", "Monitoring has ended")], max_length=7),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consent", "Consent of the parents or of the eligible student"),
                            ("contact", "Contact that the subject or the family wants"),
                            ("public", "What anybody can read or see"),
                            ("police", "What law enforcement tells on its own authority"),
                            ("court", "Court order"),
                            ("other", "Other, as the attorney advised"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "source_note",
                    tat.vault.SealedText(blank=True, help_text="Who consented and when, which order, what is looked at.", max_length=2000),
                ),
                ("ended_why", tat.vault.SealedText(blank=True, max_length=2000)),
                (
                    "records",
                    models.CharField(
                        choices=[
                            ("follow", "Records are to follow"),
                            ("not_asked", "Nobody has asked for records"),
                            ("none", "No records follow"),
                        ],
                        max_length=9,
                    ),
                ),
                ("release_on", models.DateField(blank=True, help_text="First local day on which records may follow.", null=True)),
                ("notice_on", models.DateField(blank=True, help_text="Local day of the written notice before it.", null=True)),
                (
                    "notice_method",
                    models.CharField(
                        blank=True,
                        choices=[("letter", "Letter by mail"), ("hand", "Letter handed over"), ("email", "E-mail")],
                        max_length=6,
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "monitor",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="cases.departure"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "recorded_at"], name="departure_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("monitoring", "goes_on"), _negated=True),
                            models.Q(("monitor__isnull", False), models.Q(("source", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="departure_monitored",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("records", "follow"), _negated=True), ("release_on__isnull", False), _connector="OR"),
                        name="departure_release_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_on", None), models.Q(("notice_method", ""), _negated=True), _connector="OR"),
                        name="departure_notice_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice_on", None), ("release_on", None), ("notice_on__lte", models.F("release_on")), _connector="OR"
                        ),
                        name="departure_notice_before",
                    ),
                    models.UniqueConstraint(condition=models.Q(("replaces", None)), fields=("case",), name="departure_first_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("reason", tat.vault.SealedText(max_length=2000)),
                ("concern", tat.vault.SealedText(help_text="First line for who receives it: what it is about.", max_length=300)),
                ("in_place", tat.vault.SealedText(help_text="Second line: what keeps people safe now.", max_length=300)),
                ("coming_up", tat.vault.SealedText(help_text="Third line: what comes next, and by when.", max_length=300)),
                ("duties", models.JSONField(default=list, help_text="Rule and due time of each duty that was open when it was asked.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for its answer"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("acting_named_at", models.DateTimeField(blank=True, null=True)),
                ("acting_reason", tat.vault.SealedText(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_reason", tat.vault.SealedText(blank=True, help_text="Why it was refused.", max_length=2000)),
                (
                    "reads_until",
                    models.DateTimeField(blank=True, help_text="How long at most who handed it over still reads the case.", null=True),
                ),
                (
                    "acting_lead",
                    models.ForeignKey(
                        blank=True,
                        help_text="Answers in the principal's place.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "acting_named_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Null: the system itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                ("from_building", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.building")),
                ("from_team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.team")),
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
                ("to_building", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.building")),
                ("to_team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.team")),
            ],
            options={
                "indexes": [models.Index(fields=["case", "recorded_at"], name="transfer_of_case")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state", "asked")), fields=("case",), name="transfer_open_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "asked")),
                            models.Q(models.Q(("state", "asked"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="transfer_answered_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reads_until", None), ("state", "accepted"), _connector="OR"),
                        name="transfer_reads_after_acceptance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_building", models.F("to_building")), _negated=True), name="transfer_goes_elsewhere"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acting_lead", None), ("acting_named_at", None), ("acting_named_by", None)),
                            models.Q(
                                ("acting_lead__isnull", False), ("acting_named_at__isnull", False), ("acting_named_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="transfer_acting_lead_named",
                    ),
                ],
            },
        ),
    ]
