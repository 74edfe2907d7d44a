"""How a plan is carried: purpose, lower rungs, positions, handing over, what asks for a new look."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_transfers")]

    operations = []
