"""Dates to watch, and the checks after an act of violence elsewhere."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_target_plans"),
        ("tat", "0006_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContagionSweep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("words", tat.vault.SealedText(max_length=500)),
                ("started_name", models.CharField(max_length=150)),
                ("started_position", models.CharField(blank=True, max_length=150)),
                ("started_at", models.DateTimeField()),
                (
                    "district",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="contagion_sweeps", to="tat.district"),
                ),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.datakey")),
                (
                    "started_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SweepCheck",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
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
                ("sweep", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="cases.contagionsweep")),
            ],
        ),
        migrations.CreateModel(
            name="SweepAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(choices=[("checked", "The case was checked"), ("not_needed", "No check is needed")], max_length=10),
                ),
                ("text", tat.vault.SealedText(max_length=2000)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
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
                ("asked", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="cases.sweepcheck")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WatchItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=16)),
                ("label", tat.vault.SealedText(max_length=300)),
                ("days_before", models.PositiveSmallIntegerField()),
                ("days_after", models.PositiveSmallIntegerField()),
                (
                    "when",
                    models.CharField(
                        choices=[
                            ("exact", "On one day"),
                            ("window", "Between two days"),
                            ("yearly", "Every year on the same day"),
                            ("unknown", "The day is not known yet"),
                        ],
                        max_length=7,
                    ),
                ),
                ("from_on", models.DateField(blank=True, help_text="The exact day, or the first of a window.", null=True)),
                ("until_on", models.DateField(blank=True, null=True)),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("day", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("dated_at", models.DateTimeField()),
                ("event", tat.vault.SealedText(help_text="What it is, in exact words.", max_length=2000)),
                ("effect", tat.vault.SealedText(blank=True, help_text="What is feared of it.", max_length=2000)),
                ("mitigation", tat.vault.SealedText(blank=True, help_text="What is done before it.", max_length=2000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", tat.vault.SealedText(blank=True, max_length=2000)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
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
            ],
        ),
        migrations.CreateModel(
            name="WatchEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("occurs_on", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("before", "What was done; it is watched on"), ("after", "What came of it; it is over this time")],
                        max_length=6,
                    ),
                ),
                ("text", tat.vault.SealedText(max_length=2000)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
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
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="cases.watchitem")),
            ],
            options={
                "verbose_name_plural": "watch entries",
            },
        ),
        migrations.AddIndex(
            model_name="contagionsweep",
            index=models.Index(fields=["district", "started_at", "id"], name="sweep_of_district"),
        ),
        migrations.AddConstraint(
            model_name="sweepcheck",
            constraint=models.UniqueConstraint(fields=("sweep", "case"), name="sweep_check_once"),
        ),
        migrations.AddConstraint(
            model_name="watchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("when", "exact"),
                        ("day__isnull", True),
                        ("from_on__isnull", False),
                        ("month__isnull", True),
                        ("until_on__isnull", True),
                    ),
                    models.Q(
                        ("until_on__gte", models.F("from_on")),
                        ("when", "window"),
                        ("day__isnull", True),
                        ("from_on__isnull", False),
                        ("month__isnull", True),
                        ("until_on__isnull", False),
                    ),
                    models.Q(
                        ("day__gte", 1),
                        ("day__lte", 31),
                        ("month__gte", 1),
                        ("month__lte", 12),
                        ("when", "yearly"),
                        ("day__isnull", False),
                        ("from_on__isnull", True),
                        ("month__isnull", False),
                        ("until_on__isnull", True),
                    ),
                    models.Q(
                        ("when", "unknown"),
                        ("day__isnull", True),
                        ("from_on__isnull", True),
                        ("month__isnull", True),
                        ("until_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="watch_dates_of_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="watch_ended_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at", None), ("changed_by", None)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="watch_changed_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchentry",
            constraint=models.UniqueConstraint(condition=models.Q(("kind", "after")), fields=("item", "occurs_on"), name="watch_over_once"),
        ),
    ]
