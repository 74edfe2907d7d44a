"""Rosters keep their past: how seats and teams read before, who seated and ended; regional teams; acting leads."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('tat', '0014_learning'),
    ]

    operations = together([
        migrations.CreateModel(
            name='ActingLead',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(choices=[('absent', 'The principal is absent'), ('concerned', 'A case concerns the principal')], max_length=9)),
                ('reason', models.CharField(help_text='Without a word of a case.', max_length=300)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(help_text='Last day, included.')),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(help_text='When somebody ended it early; the last day may lie before it began then.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SeatVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('expertise', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None)),
                ('triage', models.BooleanField()),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TeamVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(help_text='Null: as it was before its first change was kept.', null=True)),
                ('buildings', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Their numbers.', size=None)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='appointment',
            name='appointment_ends_after_start',
        ),
        migrations.RemoveConstraint(
            model_name='seat',
            name='seat_ends_after_start',
        ),
        migrations.AddField(
            model_name='seat',
            name='asked_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='seat',
            name='asked_whom',
            field=models.CharField(blank=True, db_default='', help_text='Of an empty seat: who was asked for it last.', max_length=120),
        ),
        migrations.AddField(
            model_name='seat',
            name='by',
            field=models.ForeignKey(help_text='Who seated; null: not kept.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seat',
            name='ended_at',
            field=models.DateTimeField(help_text='When somebody set its last day; that day may lie before it began.', null=True),
        ),
        migrations.AddField(
            model_name='seat',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seat',
            name='recorded_at',
            field=models.DateTimeField(help_text='Null: recorded before the time was kept.', null=True),
        ),
        migrations.AddField(
            model_name='team',
            name='kind',
            field=models.CharField(choices=[('own', 'The district’s own team'), ('regional', 'A regional team, where own staff cannot form one')], db_default='own', default='own', max_length=8),
        ),
        migrations.AddField(
            model_name='team',
            name='regional_reason',
            field=models.CharField(blank=True, db_default='', help_text='Why own staff cannot form a team.', max_length=300),
        ),
        migrations.AlterField(
            model_name='team',
            name='buildings',
            field=models.ManyToManyField(help_text='As of today; TeamVersion says what it served before.', related_name='teams', to='tat.building'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), ('ended_at__isnull', False), _connector='OR'), name='seat_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('until_on__isnull', False)), _connector='OR'), name='seat_ended_by'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'own'), ('regional_reason', '')), models.Q(('kind', 'regional'), models.Q(('regional_reason', ''), _negated=True)), _connector='OR'), name='team_regional_reason'),
        ),
        migrations.AddField(
            model_name='actinglead',
            name='building',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acting_leads', to='tat.building'),
        ),
        migrations.AddField(
            model_name='actinglead',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='actinglead',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acting_leads', to='tat.district'),
        ),
        migrations.AddField(
            model_name='actinglead',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='actinglead',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acting_leads', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appointment',
            name='acting',
            field=models.OneToOneField(help_text="Held in the principal's place.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='office', to='tat.actinglead'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), ('acting__isnull', False), _connector='OR'), name='appointment_ends_after_start'),
        ),
        migrations.AddField(
            model_name='seatversion',
            name='by',
            field=models.ForeignKey(help_text='Null: as it stood before.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seatversion',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='tat.seat'),
        ),
        migrations.AddField(
            model_name='teamversion',
            name='by',
            field=models.ForeignKey(help_text='Null: as it stood before.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='teamversion',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='tat.team'),
        ),
        migrations.AddIndex(
            model_name='actinglead',
            index=models.Index(fields=['building', 'until_on'], name='acting_lead_by_building'),
        ),
        migrations.AddConstraint(
            model_name='actinglead',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on')), ('ended_at__isnull', False), _connector='OR'), name='acting_lead_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='actinglead',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='acting_lead_ended_by'),
        ),
        migrations.AddIndex(
            model_name='seatversion',
            index=models.Index(fields=['seat', 'from_on', 'id'], name='seat_version_by_seat'),
        ),
        migrations.AddIndex(
            model_name='teamversion',
            index=models.Index(fields=['team', '-id'], name='team_version_by_team'),
        ),
    ])
