"""Help that was offered, and the district's directory of services."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_plan_people")]

    operations = []
