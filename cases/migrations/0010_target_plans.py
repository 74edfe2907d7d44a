"""A target's own safety plan."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_notice_interpreter")]

    operations = []
