"""Whether a person gets the daily list of what is open by mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tat", "0007_calendar_feed")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="daily_list",
            field=models.BooleanField(db_default=True, default=True, help_text="Gets the daily list of what is open by mail."),
        ),
    ]
