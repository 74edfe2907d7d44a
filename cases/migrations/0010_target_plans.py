"""A target's own safety plan."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tat.vault


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_notice_interpreter"),
        ("tat", "0006_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TargetPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="target_plans", to="cases.case")),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.datakey")),
                ("party", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.party")),
            ],
        ),
        migrations.CreateModel(
            name="TargetPlanVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
                ("told", tat.vault.SealedText(blank=True, help_text="What the target was told.", max_length=20000)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("told_by", tat.vault.SealedText(blank=True, max_length=200)),
                ("channel", tat.vault.SealedText(blank=True, max_length=500)),
                ("rhythm", tat.vault.SealedText(blank=True, max_length=500)),
                (
                    "no_contact",
                    tat.vault.SealedText(
                        blank=True, help_text="Why nobody keeps in touch (4:190-AP2-E5: where appropriate).", max_length=2000
                    ),
                ),
                ("supervision", tat.vault.SealedText(blank=True, help_text="Supervision and route plan.", max_length=20000)),
                ("supports", tat.vault.SealedText(blank=True, max_length=20000)),
                ("on_contact", tat.vault.SealedText(blank=True, help_text="What to do if the subject makes contact.", max_length=20000)),
                (
                    "parents",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "They were told"),
                            ("not_told", "Not told yet, or not to be told"),
                            ("own", "The rights are the target’s own, or the target is no student"),
                        ],
                        max_length=8,
                    ),
                ),
                ("parents_note", tat.vault.SealedText(blank=True, max_length=2000)),
                ("ends_when", tat.vault.SealedText(blank=True, max_length=2000)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.targetplan")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TargetOffer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("declined", "Declined"), ("not_reached", "Not reached")], max_length=11
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("by_whom", tat.vault.SealedText(max_length=200)),
                ("note", tat.vault.SealedText(blank=True, max_length=2000)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.party")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.targetplan")),
                (
                    "version",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.targetplanversion"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TargetStrategy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("strategy", models.CharField(help_text="Catalogue code.", max_length=12)),
                ("label", tat.vault.SealedText(max_length=300)),
                (
                    "answer",
                    models.CharField(
                        choices=[("offered", "Offered, no answer yet"), ("accepted", "Accepted"), ("declined", "Declined")], max_length=8
                    ),
                ),
                ("answered_on", models.DateField()),
                ("by_whom", tat.vault.SealedText(max_length=200)),
                ("note", tat.vault.SealedText(blank=True, max_length=2000)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.targetplan")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="targetplanversion",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="target_plan_version_once"),
        ),
    ]
