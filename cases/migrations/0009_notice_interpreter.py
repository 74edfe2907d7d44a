"""A notice says who interpreted, or in which language it was given."""

import tat.vault
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_step_and_notices")]

    operations = [
        migrations.AddField(
            model_name="notificationentry",
            name="interpreter",
            field=tat.vault.SealedText(
                blank=True, default="", help_text="Who interpreted, or the language that was spoken.", max_length=200
            ),
            preserve_default=False,
        ),
    ]
