"""The contact log of a plan's monitoring."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_referrals")]

    operations = []
