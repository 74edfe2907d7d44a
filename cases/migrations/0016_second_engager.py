"""A second member who keeps in touch with the subject, and the handing over of that place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="second_engager",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_engager", models.F("engager")), _negated=True), name="plan_engagers_apart"
            ),
        ),
        migrations.AlterField(
            model_name="handover",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("case_manager", "Case manager"),
                    ("engager", "Keeps in touch with the subject"),
                    ("second_engager", "Also keeps in touch with the subject"),
                ],
                max_length=14,
            ),
        ),
    ]
