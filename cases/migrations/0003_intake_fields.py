"""The fields of the five blocks that handbook 3.1 names beside those of the procedure."""

import tat.vault
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0002_merged"),
    ]

    operations = [
        migrations.AddField(
            model_name='incidentfacts',
            name='artifacts',
            field=tat.vault.SealedText(default='', blank=True, help_text='What exists (a message, a drawing, a recording) and who holds it.', max_length=2000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='incidentfacts',
            name='details',
            field=tat.vault.SealedText(default='', blank=True, max_length=20000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='incidentfacts',
            name='end_unknown',
            field=models.BooleanField(default=False, help_text='It went on, and nobody knows until when.'),
        ),
        migrations.AddField(
            model_name='incidentfacts',
            name='place_kind',
            field=models.CharField(choices=[('unknown', 'Not known yet'), ('grounds', 'On school grounds'), ('conveyance', 'On a school bus or in another school vehicle'), ('online', 'Online'), ('off_site', 'Off site')], default='unknown', max_length=10),
        ),
        migrations.AddField(
            model_name='incidentfacts',
            name='threat_form',
            field=models.CharField(choices=[('unknown', 'Not known yet'), ('direct', 'Direct'), ('indirect', 'Indirect'), ('vague', 'Vague'), ('implied', 'Implied'), ('weapon', 'A weapon possessed or mentioned')], default='unknown', max_length=8),
        ),
        migrations.AddField(
            model_name='party',
            name='affiliation',
            field=models.CharField(blank=True, choices=[('student_current', 'Student, current'), ('student_former', 'Student, former'), ('student_prospective', 'Student, prospective'), ('employee_current', 'Employee, current'), ('employee_former', 'Employee, former'), ('employee_prospective', 'Employee, prospective'), ('parent_guardian_family', 'Parent, guardian or family'), ('relationship_with_staff_or_student', 'In a relationship with staff or a student, now or before'), ('contractor_vendor_visitor', 'Contractor, vendor or visitor'), ('unaffiliated', 'Not connected with the district'), ('unknown', 'Not known yet')], help_text='As this report states it, where no new person carries it.', max_length=40),
        ),
        migrations.AddField(
            model_name='party',
            name='age_group',
            field=models.CharField(choices=[('unknown', 'Not known'), ('minor', 'Under 18'), ('adult', '18 or older')], default='unknown', max_length=7),
        ),
        migrations.AddField(
            model_name='party',
            name='contact',
            field=tat.vault.SealedText(default='', blank=True, help_text='As this report states it, where no new person carries it.', max_length=2000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='party',
            name='enrollment',
            field=models.CharField(choices=[('unknown', 'Not known'), ('here', 'In this school'), ('district', 'In another school of the district'), ('elsewhere', 'Outside the district'), ('none', 'Not enrolled')], default='unknown', max_length=9),
        ),
        migrations.AddField(
            model_name='party',
            name='is_unknown',
            field=models.BooleanField(default=False, help_text='Whoever took it in said that nobody knows yet who it is.'),
        ),
    ]
