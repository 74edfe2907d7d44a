"""Help that was offered, and the district's directory of services."""

import django.contrib.postgres.fields
import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_plan_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("counseling", "Counseling"),
                            ("care", "Mental health care"),
                            ("crisis", "Help in a crisis"),
                            ("mentoring", "Mentoring and activities"),
                            ("school", "Help with school"),
                            ("family", "Help for families"),
                            ("needs", "Food, housing, money"),
                            ("safety", "Safety and legal help"),
                            ("substances", "Help with alcohol or drugs"),
                            ("staff", "Help for staff"),
                            ("other", "Other help"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "for_whom",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("subject", "A subject of concern"),
                                ("target", "A target"),
                                ("family", "Families"),
                                ("staff", "Staff"),
                                ("anybody", "Anybody"),
                            ],
                            max_length=8,
                        ),
                        size=None,
                    ),
                ),
                ("reach", models.CharField(help_text="How to reach it: telephone, address, who answers.", max_length=1000)),
                ("terms", models.CharField(blank=True, help_text="Cost, insurance, languages, in words.", max_length=1000)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("active", models.BooleanField(default=True, help_text="Offered to choose.")),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="services", to="tat.district")),
            ],
            options={"indexes": [models.Index(fields=["district", "name"], name="service_by_name")]},
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    tat.vault.SealedText(
                        blank=True, help_text="Somebody else affected by it: the name, or the part played.", max_length=200
                    ),
                ),
                (
                    "service_name",
                    tat.vault.SealedText(help_text="As the directory named it then, or in the team's own words.", max_length=200),
                ),
                ("why", tat.vault.SealedText(help_text="In one sentence.", max_length=500)),
                ("offered_on", models.DateField()),
                ("offered_by", tat.vault.SealedText(max_length=200)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "party",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.party"
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
                    "strategy",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.planstrategy"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.service"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["case", "recorded_at", "id"], name="referral_by_case")]},
        ),
        migrations.CreateModel(
            name="ReferralAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("waiting", "No answer yet"),
                            ("withdrawn", "Taken back, or recorded by mistake"),
                        ],
                        max_length=9,
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True)),
                (
                    "consent",
                    tat.vault.SealedText(
                        blank=True, help_text="Where the consent is kept, where a student's record leaves.", max_length=500
                    ),
                ),
                ("appointment_on", models.DateField(blank=True, help_text="The first appointment, which may lie ahead.", null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("helped", "It helped"),
                            ("ended", "It has ended"),
                            ("not_begun", "It did not begin"),
                            ("unknown", "Not known"),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", tat.vault.SealedText(blank=True, max_length=2000)),
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
                ("referral", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="cases.referral")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("referral", "number"), name="referral_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), ("answer", "accepted"), _connector="OR"), name="outcome_of_an_accepted_offer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["waiting", "withdrawn"]), ("answered_on__isnull", False), _connector="OR"),
                        name="referral_answered_pair",
                    ),
                ],
            },
        ),
    ]
