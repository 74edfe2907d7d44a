"""The directory of agencies: numbers, buildings, agreements; the logins of the State Police portal and their tests."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('tat', '0010_agencies_moved_down'),
    ]

    operations = together([
        migrations.CreateModel(
            name='PortalAgreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='1, 2, 3 ... within the district.')),
                ('agreed_on', models.DateField()),
                ('signed_by', models.CharField(help_text='Who signed for the district, with the office.', max_length=150)),
                ('terms', models.CharField(blank=True, max_length=1000)),
                ('keeps_copies', models.BooleanField(default=False, help_text="Copies of the portal's report may be kept.")),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PortalLogin',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(blank=True, help_text='Last day, included.', null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PortalTest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tested_on', models.DateField()),
                ('worked', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PortalYear',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('opened_on', models.DateField(help_text='Local day from which a test counts for it.')),
            ],
        ),
        migrations.CreateModel(
            name='ReciprocalAgreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('agreed_on', models.DateField()),
                ('renewed_on', models.DateField(blank=True, null=True)),
                ('kept_at', models.CharField(help_text='Where the paper lies.', max_length=200)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='agency',
            name='address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='agency',
            name='buildings',
            field=models.ManyToManyField(blank=True, help_text='Police: which it serves; none is all.', related_name='+', to='tat.building'),
        ),
        migrations.AddField(
            model_name='agency',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agency',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agency',
            name='checked_at',
            field=models.DateTimeField(blank=True, help_text='When somebody called the numbers and found them right.', null=True),
        ),
        migrations.AddField(
            model_name='agency',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agency',
            name='email',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='agency',
            name='ended_on',
            field=models.DateField(blank=True, help_text='Not used from this day on.', null=True),
        ),
        migrations.AddField(
            model_name='agency',
            name='hours',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='agency',
            name='note',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='agency',
            name='phone',
            field=models.CharField(blank=True, help_text='In office hours, or the non-emergency number.', max_length=30),
        ),
        migrations.AddField(
            model_name='agency',
            name='phone_always',
            field=models.CharField(blank=True, help_text='Answered day and night.', max_length=30),
        ),
        migrations.AddField(
            model_name='agency',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='agency',
            name='contact',
            field=models.CharField(blank=True, help_text='How it takes the filing: desk, address or e-mail.', max_length=300),
        ),
        migrations.AlterField(
            model_name='agency',
            name='kind',
            field=models.CharField(choices=[('law_enforcement', 'Local law enforcement agency'), ('roe', 'Regional Office of Education or Intermediate Service Center'), ('isbe', 'State Board of Education'), ('dcfs', 'Department of Children and Family Services'), ('state_police', 'State Police'), ('crisis', 'Help in a crisis, or an emergency service')], max_length=16),
        ),
        migrations.AddIndex(
            model_name='agency',
            index=models.Index(fields=['district', 'kind'], name='agency_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='agency_checked_pair'),
        ),
        migrations.AddField(
            model_name='portalagreement',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='portal_agreements', to='tat.district'),
        ),
        migrations.AddField(
            model_name='portalagreement',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='portallogin',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='portal_logins', to='tat.district'),
        ),
        migrations.AddField(
            model_name='portallogin',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='portal_logins', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='portallogin',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='portaltest',
            name='login',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tests', to='tat.portallogin'),
        ),
        migrations.AddField(
            model_name='portaltest',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='portalyear',
            name='school_year',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='portal_year', to='tat.schoolyear'),
        ),
        migrations.AddField(
            model_name='reciprocalagreement',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='tat.agency'),
        ),
        migrations.AddField(
            model_name='reciprocalagreement',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='portalagreement',
            constraint=models.UniqueConstraint(fields=('district', 'number'), name='portal_agreement_number'),
        ),
        migrations.AddConstraint(
            model_name='portallogin',
            constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('since_on')), _connector='OR'), name='portal_login_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='portallogin',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on', None)), fields=('district', 'person'), name='portal_login_once'),
        ),
        migrations.AddIndex(
            model_name='portaltest',
            index=models.Index(fields=['login', '-tested_on', '-recorded_at'], name='portal_test_latest'),
        ),
        migrations.AddConstraint(
            model_name='reciprocalagreement',
            constraint=models.CheckConstraint(condition=models.Q(('renewed_on', None), ('renewed_on__gte', models.F('agreed_on')), _connector='OR'), name='agreement_renewed_after_agreed'),
        ),
    ])
