"""A date to watch can be the return after a separation, and names it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_second_engager"),
    ]

    operations = [
        migrations.AddField(
            model_name="watchitem",
            name="separation",
            field=models.ForeignKey(
                blank=True,
                help_text="Where it is the return after a separation: that one, as it stands in the first version of the plan.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.planstrategy",
            ),
        ),
    ]
