"""A duty of a merged case goes on about the case that survives, and knows the row whose place it took."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tat", "0004_note_window")]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="carried_from",
            field=models.OneToOneField(
                help_text="The row of a merged case whose place this one took.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="tat.obligation",
            ),
        ),
    ]
