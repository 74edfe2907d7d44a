"""Rounds of the assessment, links of findings, questioning, protected statements, briefs, rules of families, releases."""

import django.contrib.postgres.fields
import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_name_token_person"),
        ("tat", "0006_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="instrument",
            field=models.CharField(
                blank=True, help_text="Editions of the factors and key questions when the full team was convened.", max_length=120
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="attachment",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.attachment"
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="interview",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.interview"
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="record",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.recordsreview"
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="interpreter",
            field=tat.vault.SealedText(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="interview",
            name="interviewer",
            field=tat.vault.SealedText(blank=True, default="", help_text="Who asked, where it was not the writer.", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="interview",
            name="parent_present",
            field=models.CharField(blank=True, help_text="yes, no, unknown", max_length=7),
        ),
        migrations.AddField(
            model_name="interview",
            name="police_present",
            field=models.CharField(blank=True, help_text="yes or no: an officer or school security took part", max_length=3),
        ),
        migrations.AddField(
            model_name="interview",
            name="suspected",
            field=models.CharField(
                blank=True,
                help_text="yes, no, unknown: a student under 18 suspected of a criminal act; asked where an officer took part",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="keyanswer",
            name="support",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                blank=True,
                default=list,
                help_text="Findings, interviews and files that it rests on.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="pathwaystage",
            name="grievance",
            field=models.CharField(blank=True, help_text="yes, no, unknown: is there a grievance? Apart from every stage.", max_length=7),
        ),
        migrations.AlterField(
            model_name="case",
            name="edition",
            field=models.CharField(default="4:190-AP2, May 20, 2024", help_text="Of the procedure that the case follows.", max_length=60),
        ),
        migrations.AlterField(
            model_name="interview",
            name="statement",
            field=tat.vault.SealedText(blank=True, max_length=250000),
        ),
        migrations.CreateModel(
            name="Brief",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("know", tat.vault.SealedText(help_text="What they need to know.", max_length=300)),
                ("do", tat.vault.SealedText(help_text="What they should do.", max_length=300)),
                ("turn_to", tat.vault.SealedText(help_text="Whom they turn to.", max_length=300)),
                (
                    "why",
                    tat.vault.SealedText(help_text="Why these people need to know it; for the record, not shown to them.", max_length=2000),
                ),
                ("until_on", models.DateField(help_text="The last local day on which it can be read.")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("released_at", models.DateTimeField()),
                ("what", tat.vault.SealedText(help_text="What was released, and of which nature.", max_length=20000)),
                ("person", tat.vault.SealedText(max_length=200)),
                ("capacity", tat.vault.SealedText(blank=True, max_length=200)),
                ("purpose", tat.vault.SealedText(max_length=2000)),
                ("basis", models.CharField(max_length=30)),
                (
                    "threat",
                    tat.vault.SealedText(
                        blank=True, help_text="Of an emergency release: the articulable and significant threat.", max_length=2000
                    ),
                ),
                ("consent", tat.vault.SealedText(blank=True, help_text="Where the consent or the order is kept.", max_length=500)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "notice",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosure",
                        to="cases.notificationentry",
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
                    "whose",
                    models.ForeignKey(
                        blank=True,
                        help_text="The student named.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProtectedStatement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consent", "Written consent"),
                            ("imminent_risk", "Imminent risk of serious harm"),
                            ("not_therapeutic", "Not said in a therapeutic relation"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "basis_note",
                    tat.vault.SealedText(blank=True, help_text="Who consented and when, or what the risk was.", max_length=2000),
                ),
                ("text", tat.vault.SealedText(max_length=250000)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="protected_statements", to="cases.case"),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.interview"
                    ),
                ),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.datakey")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Questioning",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("applies", models.BooleanField()),
                ("why_not", tat.vault.SealedText(blank=True, max_length=2000)),
                ("age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("act", tat.vault.SealedText(blank=True, help_text="Of which criminal act the student is suspected.", max_length=2000)),
                (
                    "parent_told",
                    models.CharField(
                        blank=True,
                        choices=[("reached", "Reached"), ("attempted", "Tried, not reached"), ("no", "Nobody tried")],
                        max_length=9,
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("told_how", tat.vault.SealedText(blank=True, max_length=200)),
                ("told_by", tat.vault.SealedText(blank=True, max_length=200)),
                (
                    "present",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("parent", "A parent or guardian was there"),
                            ("social_worker", "School social worker"),
                            ("psychologist", "School psychologist"),
                            ("nurse", "School nurse"),
                            ("counselor", "School counselor"),
                            ("other", "Another mental health professional"),
                            ("nobody", "None of these"),
                        ],
                        max_length=13,
                    ),
                ),
                ("present_name", tat.vault.SealedText(blank=True, max_length=200)),
                (
                    "youth_officer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("not_practicable", "No, not practicable"), ("no", "No")],
                        help_text="An officer trained in working with youth.",
                        max_length=15,
                    ),
                ),
                (
                    "exception",
                    models.CharField(
                        blank=True,
                        choices=[("none", "None"), ("arrest", "The student was arrested"), ("danger", "Urgent and immediate danger")],
                        max_length=6,
                    ),
                ),
                ("exception_why", tat.vault.SealedText(blank=True, max_length=2000)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "interview",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionings",
                        to="cases.interview",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AssessmentRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("number", models.PositiveSmallIntegerField()),
                ("why", tat.vault.SealedText(max_length=2000)),
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
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="assessment_round_once")],
            },
        ),
        migrations.CreateModel(
            name="BriefReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="As it was when the brief was written.", max_length=150)),
                ("position", models.CharField(blank=True, max_length=150)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("brief", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="readers", to="cases.brief")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brief", "user"), name="brief_reader_once")],
            },
        ),
        migrations.CreateModel(
            name="FamilyRule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rights", "Rights have passed to the student"),
                            ("order", "Order of protection"),
                            ("no_contact", "No-contact order"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("eighteen", "18 years old"),
                            ("graduated", "Graduated"),
                            ("married", "Married"),
                            ("military", "In military service"),
                        ],
                        max_length=9,
                    ),
                ),
                ("person", tat.vault.SealedText(blank=True, help_text="Whom an order bars.", max_length=200)),
                ("source", tat.vault.SealedText(blank=True, help_text="Which court and paper, or how it is known.", max_length=500)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", tat.vault.SealedText(blank=True, max_length=2000)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="family_rules", to="cases.party")),
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "rights"), _negated=True), models.Q(("why", ""), _negated=True), _connector="OR"
                        ),
                        name="rights_pass_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="rule_ended_pair",
                    ),
                ],
            },
        ),
    ]
