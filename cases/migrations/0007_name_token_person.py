"""A search by name reads the index of the tokens and no row of theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_superintendent_told")]

    operations = [
        migrations.RemoveIndex("nametoken", "name_token"),
        migrations.AddIndex("nametoken", models.Index(fields=["district", "token"], include=["person"], name="name_token")),
    ]
