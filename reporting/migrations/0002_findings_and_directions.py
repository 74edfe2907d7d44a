"""What cases show of the system goes to the prevention team without names; the team's dated directions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = []
