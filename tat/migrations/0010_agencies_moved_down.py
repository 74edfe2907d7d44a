"""The directory of agencies comes down from the floor of filings: the same table, its rows and the keys that point at it stay."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("law_enforcement", "Local law enforcement agency"),
    ("roe", "Regional Office of Education or Intermediate Service Center"),
]


class Migration(migrations.Migration):
    dependencies = [("tat", "0009_designations_and_returned_mail"), ("reporting", "0001_squashed_0002_findings_and_directions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("alter table reporting_agency rename to tat_agency", "alter table tat_agency rename to reporting_agency")
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Agency",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("kind", models.CharField(choices=KINDS, max_length=16)),
                        ("name", models.CharField(max_length=200)),
                        ("contact", models.CharField(blank=True, max_length=300)),
                        (
                            "district",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="agencies", to="tat.district"
                            ),
                        ),
                    ],
                )
            ],
        )
    ]
