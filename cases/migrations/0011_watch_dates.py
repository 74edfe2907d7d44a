"""Dates to watch, and the checks after an act of violence elsewhere."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_target_plans")]

    operations = []
