"""Who carries a plan: purpose, referrals, services, contacts, what asks for a new look."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_transfers")]

    operations = []
