"""A filing's recipient points at the directory on the ground floor, and keeps the name that the office had when the packet was made."""

import django.db.models.deletion
from django.db import migrations, models

NAMES = """
update reporting_filingrecipient recipient set name = agency.name from tat_agency agency where agency.id = recipient.agency_id
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_matters_of_records_law"), ("tat", "0010_agencies_moved_down")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="filingrecipient",
                    name="agency",
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tat.agency"),
                ),
                migrations.DeleteModel(name="Agency"),
            ]
        ),
        migrations.AddField(
            model_name="filingrecipient",
            name="name",
            field=models.CharField(default="", help_text="The agency's name on the day of freezing.", max_length=200),
            preserve_default=False,
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]
