"""Rosters are checked and signed, people trained, reporting channels tested; teams, seats and years have a reference of their own."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('tat', '0011_agency_directory'),
    ]

    operations = together([
        migrations.AddField(
            model_name='schoolyear',
            name='ref',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, help_text='What a duty begins with.', unique=True),
        ),
        migrations.AddField(
            model_name='seat',
            name='ref',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, help_text='What a duty begins with.', unique=True),
        ),
        migrations.AddField(
            model_name='team',
            name='ref',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, help_text='What its duties are about.', unique=True),
        ),
        migrations.CreateModel(
            name='ReportingMechanism',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('form', 'Form, such as the school’s public form'), ('phone', 'Telephone'), ('email', 'E-mail'), ('tipline', 'Tip line'), ('box', 'Box'), ('portal', 'Portal'), ('safe2help', 'Safe2Help hand-off')], max_length=9)),
                ('code', models.CharField(help_text='Short, for lists: CHS-PHONE.', max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('reach', models.CharField(help_text='Where a message goes: number, address, room.', max_length=500)),
                ('hours', models.CharField(help_text='When somebody watches it.', max_length=500)),
                ('since', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('backup', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('building', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mechanisms', to='tat.building')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mechanisms', to='tat.district')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MechanismCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sent_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('arrived', 'It arrived, and was read as it should be'), ('amiss', 'It arrived, and something was wrong'), ('lost', 'It did not arrive')], max_length=7)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.TextField(max_length=500)),
                ('mended', models.TextField(blank=True, max_length=500)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mechanism', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='tat.reportingmechanism')),
            ],
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name='RosterCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('year', 'The school year begins'), ('change', 'The roster has changed'), ('own', 'The team’s own wish')], max_length=6)),
                ('opened_at', models.DateTimeField()),
                ('roster', models.JSONField(blank=True, default=dict, help_text='The seats as signed: staff names, positions, seats.')),
                ('missing', models.JSONField(blank=True, default=list, help_text='What it lacked on that day, as sentences.')),
                ('process', models.TextField(blank=True, help_text="Intake and triage in the principal's words.", max_length=4000)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('signed_name', models.CharField(blank=True, max_length=150)),
                ('signed_position', models.CharField(blank=True, max_length=150)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                ('school_year', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.schoolyear')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_checks', to='tat.team')),
            ],
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('topic', models.CharField(choices=[('initial', 'Initial training by an expert'), ('refresher', 'Refresher'), ('staff', 'All staff, for the year'), ('community', 'Recognizing and reporting, for the community'), ('takers', 'People who take reports')], max_length=9)),
                ('on', models.DateField()),
                ('hours', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(200)])),
                ('trainer', models.CharField(max_length=200)),
                ('expert_basis', models.CharField(blank=True, help_text='What makes the trainer an expert.', max_length=500)),
                ('number', models.PositiveIntegerField(blank=True, help_text='How many came to a session.', null=True)),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('staff', 'Staff'), ('students', 'Students'), ('parents', 'Parents and guardians'), ('others', 'Others')], max_length=8), blank=True, default=list, size=None)),
                ('who', models.CharField(blank=True, help_text='Who came, in words; report takers by name.', max_length=500)),
                ('complete', models.BooleanField(default=False, help_text='With it all staff of the district are trained for the year.')),
                ('evidence', models.CharField(help_text='Where certificates or the list of those who came lie.', max_length=500)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school_year', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='tat.schoolyear')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='tat.team')),
            ],
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name='Trained',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('position', models.CharField(blank=True, max_length=150)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to=settings.AUTH_USER_MODEL)),
                ('training', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trained', to='tat.training')),
            ],
        ),
        migrations.AddIndex(
            model_name='reportingmechanism',
            index=models.Index(fields=['district', 'building'], name='mechanism_by_building'),
        ),
        migrations.AddConstraint(
            model_name='reportingmechanism',
            constraint=models.UniqueConstraint(fields=('district', 'code'), name='mechanism_code_in_district'),
        ),
        migrations.AddConstraint(
            model_name='reportingmechanism',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('since')), _connector='OR'), name='mechanism_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='mechanismcheck',
            index=models.Index(fields=['mechanism', 'sent_at', 'id'], name='mechanism_check_by_time'),
        ),
        migrations.AddConstraint(
            model_name='mechanismcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'lost'), ('received_at', None)), models.Q(models.Q(('outcome', 'lost'), _negated=True), ('received_at__gte', models.F('sent_at'))), _connector='OR'), name='mechanism_check_arrived_or_lost'),
        ),
        migrations.AddIndex(
            model_name='rostercheck',
            index=models.Index(fields=['team', '-opened_at'], name='roster_check_by_team'),
        ),
        migrations.AddConstraint(
            model_name='rostercheck',
            constraint=models.UniqueConstraint(condition=models.Q(('signed_at', None)), fields=('team',), name='roster_check_one_open'),
        ),
        migrations.AddConstraint(
            model_name='rostercheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None), ('signed_name', '')), models.Q(('process__gt', ''), ('signed_at__isnull', False), ('signed_by__isnull', False), ('signed_name__gt', '')), _connector='OR'), name='roster_check_signed_by_name'),
        ),
        migrations.AddIndex(
            model_name='training',
            index=models.Index(fields=['team', 'on', 'id'], name='training_by_team'),
        ),
        migrations.AddIndex(
            model_name='training',
            index=models.Index(fields=['school_year', 'topic'], name='training_by_year'),
        ),
        migrations.AddConstraint(
            model_name='training',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expert_basis__gt', ''), ('number', None), ('school_year', None), ('team__isnull', False), ('topic__in', ['initial', 'refresher'])), models.Q(('number__isnull', False), ('school_year__isnull', False), ('team__isnull', False), ('topic__in', ['community', 'takers'])), models.Q(('number__isnull', False), ('school_year__isnull', False), ('team', None), ('topic', 'staff')), _connector='OR'), name='training_of_members_or_a_session'),
        ),
        migrations.AddConstraint(
            model_name='trained',
            constraint=models.UniqueConstraint(fields=('training', 'user'), name='trained_once'),
        ),
    ])
