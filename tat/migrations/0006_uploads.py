"""Files that wait for their form, the longer media types, and whether a virus scanner read a file."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tat.vault


class Migration(migrations.Migration):
    dependencies = [("tat", "0005_carried_from")]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="kind",
            field=models.CharField(help_text="Media type as checked, not as claimed.", max_length=80),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="scanned",
            field=models.BooleanField(default=False, help_text="A virus scanner read it before it was stored, and found nothing."),
        ),
        migrations.CreateModel(
            name="WaitingFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("form", models.CharField(max_length=40)),
                ("object_ref", models.CharField(blank=True, max_length=60)),
                ("name", tat.vault.SealedText(max_length=150)),
                ("extension", models.CharField(max_length=4)),
                ("at", models.DateTimeField(db_index=True)),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.datakey")),
                ("original", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.storedfile")),
                ("display", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.storedfile")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
