"""The list of a person in many buildings goes through the codes of one district and not through those of all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_statements_on_the_record"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("stage__in", ["closed", "merged"]), _negated=True),
                fields=["district", "code"],
                name="case_open_by_district",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["district", "code"], name="case_by_district"),
        ),
    ]
