"""An index on a table that people write to all day: made beside them, not before them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('tat', '0022_reading_and_exports_watched'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='notice',
            index=models.Index(condition=models.Q(('template', 'watch')), fields=['about_id'], name='notice_of_watch'),
        ),
    ]
