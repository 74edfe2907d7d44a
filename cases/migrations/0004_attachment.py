"""Files of a case."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tat.vault


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_intake_fields"), ("tat", "0006_uploads"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_name", models.CharField(max_length=150)),
                ("recorded_position", models.CharField(blank=True, max_length=150)),
                ("recorded_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField(help_text="Counted within the case; with its code it is the name of the file.")),
                ("extension", models.CharField(max_length=4)),
                (
                    "way",
                    models.CharField(
                        choices=[("report", "With the report"), ("tip", "With a tip"), ("team", "Added by the team")],
                        default="team",
                        max_length=6,
                    ),
                ),
                ("name", tat.vault.SealedText(help_text="As its sender called it.", max_length=150)),
                ("caption", tat.vault.SealedText(blank=True, max_length=2000)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "display",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.storedfile"
                    ),
                ),
                ("original", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.storedfile")),
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
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="one_attachment_per_number")],
            },
        ),
    ]
