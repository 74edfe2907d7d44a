"""How many low-level notes by different people open a report, and within how many days."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tat', '0003_standing_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='district',
            name='note_threshold',
            field=models.PositiveSmallIntegerField(default=3, help_text='Notes by different people on one person that open a report: 3. District-defined default, not an official list.', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(10)]),
        ),
        migrations.AddField(
            model_name='district',
            name='note_window_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='Days within which they count together: 30. District-defined default, not an official list.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)]),
        ),
        migrations.AddConstraint(
            model_name='district',
            constraint=models.CheckConstraint(condition=models.Q(('note_threshold__gte', 2), ('note_threshold__lte', 10)), name='district_note_threshold'),
        ),
        migrations.AddConstraint(
            model_name='district',
            constraint=models.CheckConstraint(condition=models.Q(('note_window_days__gte', 1), ('note_window_days__lte', 365)), name='district_note_window_days'),
        ),
    ]
