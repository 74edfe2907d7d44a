"""What a person stands in is read from an index alone: every page asks it."""

from django.db import migrations, models

READ = ("about_kind", "about_id", "from_at", "until_at")


class Migration(migrations.Migration):
    dependencies = [("tat", "0002_clock_and_log")]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="standing_by_person"),
        migrations.AddIndex(
            model_name="standing", index=models.Index(fields=["person", "capacity"], include=READ, name="standing_of_person")
        ),
    ]
