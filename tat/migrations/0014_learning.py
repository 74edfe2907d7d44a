"""Acknowledgements of the year, exhibits read, certificates of trainings; what waits on Home may be a question to a team."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('tat', '0013_fewer_indexes_on_duties'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(help_text='What was read, as it read.')),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
            ],
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name='ExhibitEdition',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('exhibit', models.CharField(choices=[('E1', 'E1: principles, and the STEP view'), ('E2', 'E2: documenting a case'), ('E3', 'E3: key areas and questions'), ('E4', 'E4: responses by level'), ('E5', 'E5: case management strategies')], max_length=2)),
                ('title', models.CharField(help_text='As on its head, with its edition.', max_length=120)),
                ('adopted_on', models.DateField(help_text='From which day it is in force.')),
                ('text', models.TextField(blank=True, max_length=200000)),
                ('extension', models.CharField(blank=True, max_length=4)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
            ],
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name='ExhibitRead',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('exhibit', models.CharField(choices=[('E1', 'E1: principles, and the STEP view'), ('E2', 'E2: documenting a case'), ('E3', 'E3: key areas and questions'), ('E4', 'E4: responses by level'), ('E5', 'E5: case management strategies')], max_length=2)),
                ('on', models.DateField()),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
            ],
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name='TrainingFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='Counted within the training.')),
                ('name', models.CharField(help_text='As its sender called it.', max_length=150)),
                ('extension', models.CharField(max_length=4)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
            ],
            bases=(models.Model,),
        ),
        migrations.AddField(
            model_name='training',
            name='building',
            field=models.ForeignKey(blank=True, help_text='Whose staff came; null: of the whole district.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.building'),
        ),
        migrations.AddField(
            model_name='training',
            name='of_number',
            field=models.PositiveIntegerField(blank=True, help_text='How many work there, trained or not.', null=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='about_id',
            field=models.UUIDField(help_text='The case, or the question to a team, of a notice that belongs to no duty.', null=True),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('template', 'question')), fields=['about_id'], name='notice_of_question'),
        ),
        migrations.AddConstraint(
            model_name='training',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('building', None), ('of_number', None)), models.Q(('of_number', None), ('topic', 'staff')), models.Q(('of_number__gte', models.F('number')), ('topic', 'staff')), _connector='OR'), name='training_share_of_staff'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='school_year',
            field=models.ForeignKey(blank=True, help_text='Null where the district has entered none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.schoolyear'),
        ),
        migrations.AddField(
            model_name='exhibitedition',
            name='display',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile'),
        ),
        migrations.AddField(
            model_name='exhibitedition',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district'),
        ),
        migrations.AddField(
            model_name='exhibitedition',
            name='key',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey'),
        ),
        migrations.AddField(
            model_name='exhibitedition',
            name='original',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile'),
        ),
        migrations.AddField(
            model_name='exhibitedition',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exhibitread',
            name='edition',
            field=models.ForeignKey(blank=True, help_text="Null: the procedure's own, as printed.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='tat.exhibitedition'),
        ),
        migrations.AddField(
            model_name='exhibitread',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibits_read', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trainingfile',
            name='display',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile'),
        ),
        migrations.AddField(
            model_name='trainingfile',
            name='key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey'),
        ),
        migrations.AddField(
            model_name='trainingfile',
            name='original',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile'),
        ),
        migrations.AddField(
            model_name='trainingfile',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trainingfile',
            name='training',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='tat.training'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.UniqueConstraint(fields=('recorded_by', 'school_year'), name='acknowledged_once_a_year'),
        ),
        migrations.AddIndex(
            model_name='exhibitedition',
            index=models.Index(fields=['district', 'exhibit', '-adopted_on', '-recorded_at'], name='exhibit_in_force'),
        ),
        migrations.AddConstraint(
            model_name='exhibitedition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('display', None), ('extension', ''), ('key', None), ('original', None), ('text__gt', '')), models.Q(('display__isnull', False), ('extension__gt', ''), ('key__isnull', False), ('original__isnull', False)), _connector='OR'), name='exhibit_text_or_file'),
        ),
        migrations.AddConstraint(
            model_name='exhibitread',
            constraint=models.UniqueConstraint(fields=('recorded_by', 'exhibit', 'edition', 'on'), name='exhibit_read_once_a_day', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='trainingfile',
            constraint=models.UniqueConstraint(fields=('training', 'number'), name='training_file_number'),
        ),
    ])
