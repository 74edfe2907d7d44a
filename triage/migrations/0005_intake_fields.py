"""The fields of the five blocks that handbook 3.1 names beside those of the procedure."""

import tat.vault
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("triage", "0004_low_level_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='reporter_protected',
            field=models.BooleanField(default=False, help_text='The law protects who reported: a firearm (105 ILCS 5/10-27.1A(a)), or a clear and present danger.'),
        ),
        migrations.AddField(
            model_name='reporteridentity',
            name='wishes',
            field=tat.vault.SealedText(default='', blank=True, help_text='Wishes about confidentiality.', max_length=2000),
            preserve_default=False,
        ),
    ]
