"""How a plan is carried: purpose, lower rungs, re-entry, positions, handing over; and what asks for a new look."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tat.vault


def stamped() -> list:
    """The fields of every dated entry of a case."""
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("recorded_name", models.CharField(max_length=150)),
        ("recorded_position", models.CharField(blank=True, max_length=150)),
        ("recorded_at", models.DateTimeField()),
        ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
        ("recorded_by", person(help_text="Null: the system itself.", null=True)),
    ]


def person(**options) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options)


def of_plan(name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to="cases.plan")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_transfers"),
        ("tat", "0006_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="planstrategy",
            name="purpose",
            field=models.CharField(
                blank=True,
                choices=[("crisis", "Get through the short-term crisis"), ("prevention", "Longer-term prevention")],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="planstrategy",
            name="lower_why",
            field=tat.vault.SealedText(
                blank=True, default="", help_text="Lower rungs weighed, and why they are not enough.", max_length=2000
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="planstrategy",
            name="reentry_on",
            field=models.DateField(blank=True, help_text="The re-entry meeting of a separation.", null=True),
        ),
        migrations.AddField(
            model_name="planstrategy",
            name="reentry_note",
            field=tat.vault.SealedText(blank=True, default="", help_text="Who is at the re-entry meeting, and where.", max_length=500),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="PlanPosition",
            fields=[
                *stamped(),
                (
                    "stance",
                    models.CharField(choices=[("concur", "I concur"), ("dissent", "I dissent, and say why")], max_length=7),
                ),
                ("reason", tat.vault.SealedText(blank=True, max_length=20000)),
                ("plan", of_plan("positions")),
                ("seat", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.seat")),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                *stamped(),
                (
                    "capacity",
                    models.CharField(
                        choices=[("case_manager", "Case manager"), ("engager", "Keeps in touch with the subject")], max_length=12
                    ),
                ),
                ("reason", tat.vault.SealedText(max_length=2000)),
                ("plan", of_plan("handovers")),
                ("before", person(blank=True, null=True)),
                ("person", person()),
            ],
        ),
        migrations.CreateModel(
            name="ReassessmentTrigger",
            fields=[
                *stamped(),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "New threat or leakage"),
                            ("weapon", "A weapon acquired, or access found"),
                            ("event", "A precipitating event"),
                            ("order", "An order was violated"),
                            ("contact", "The target reports contact"),
                            ("pathway", "The pathway moved forward"),
                            ("separation", "A separation starts or ends"),
                            ("return", "Return to school"),
                            ("target", "A new target"),
                            ("protective", "A protective factor is lost"),
                            ("referral", "A referral failed or was declined"),
                            ("police", "Law enforcement released or arrested the subject"),
                            ("danger", "A clear and present danger was determined"),
                            ("update", "An update was missed"),
                            ("whereabouts", "Nobody knows where the subject is"),
                            ("level", "An update says that the level no longer fits"),
                            ("asked", "Members of the team ask for it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ref", models.CharField(blank=True, max_length=80)),
                ("words", tat.vault.SealedText(blank=True, max_length=2000)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("round", "A new round was begun"),
                            ("classified", "The level was signed anew"),
                            ("why_not", "No new look, with the reason"),
                            ("closed", "The case was closed, with its basis"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", tat.vault.SealedText(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_name", models.CharField(blank=True, max_length=150)),
                ("answered_position", models.CharField(blank=True, max_length=150)),
                ("answered_by", person(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "kind", "ref"], condition=~models.Q(ref=""), name="trigger_once_for_its_fact"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(answer="", answered_at=None, answered_name="")
                        | models.Q(answer__gt="", answered_at__isnull=False, answered_name__gt=""),
                        name="trigger_answered_whole",
                    ),
                ]
            },
        ),
    ]
