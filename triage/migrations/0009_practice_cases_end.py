"""A practice case closes with its exercise, wherever it stands; every other case at triage by its whole panel, as before."""

from django.db import migrations

from tat.migrations._tables import together

CREATE = """
create constraint trigger triage_closed_by_all after update of stage on cases_case deferrable initially deferred
  for each row when (old.stage in ('intake', 'containment', 'triage') and new.stage = 'closed'{unless}) execute function triage_closed_by_all();
"""
DROP = "drop trigger triage_closed_by_all on cases_case;"
ENDED = " and not (new.practice and new.closed_reason = 'exercise_ended')"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_exercises_end'),
        ('triage', '0008_questions_to_teams'),
    ]

    operations = together([
        migrations.RunSQL(DROP + CREATE.format(unless=ENDED), DROP + CREATE.format(unless="")),
    ])
