"""A case is handed to another building."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_watch_dates")]

    operations = []
