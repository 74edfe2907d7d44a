"""The tables of agencies, filings, documents and the district's own findings."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import Tables


class Migration(migrations.Migration):

    replaces = [
        ('reporting', '0001_initial'),
        ('reporting', '0002_findings_and_directions'),
    ]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0017_return_after_separation'),
        ('tat', '0001_squashed_0008_daily_list'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables([
            migrations.CreateModel(
                name='Agency',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('law_enforcement', 'Local law enforcement agency'), ('roe', 'Regional Office of Education or Intermediate Service Center')], max_length=16)),
                    ('name', models.CharField(max_length=200)),
                    ('contact', models.CharField(blank=True, max_length=300)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='tat.district')),
                ],
            ),
            migrations.CreateModel(
                name='AgencyAttempt',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('recorded_name', models.CharField(max_length=150)),
                    ('recorded_position', models.CharField(blank=True, max_length=150)),
                    ('recorded_at', models.DateTimeField()),
                    ('attempted_at', models.DateTimeField()),
                    ('what_happened', tat.vault.SealedText(max_length=2000)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agency_attempts', to='tat.obligation')),
                    ('recorded_by', models.ForeignKey(help_text='Null: the system itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='AgencyReport',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('recorded_name', models.CharField(max_length=150)),
                    ('recorded_position', models.CharField(blank=True, max_length=150)),
                    ('recorded_at', models.DateTimeField()),
                    ('confirmation', tat.vault.SealedText(max_length=100)),
                    ('submitted_at', models.DateTimeField(help_text='As stated.')),
                    ('note', tat.vault.SealedText(blank=True, max_length=2000)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('obligation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='agency_report', to='tat.obligation')),
                    ('recorded_by', models.ForeignKey(help_text='Null: the system itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='IssuedDocument',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(help_text='Code in reporting.documents.DOCUMENTS.', max_length=30)),
                    ('copy_number', models.PositiveIntegerField(default=1)),
                    ('check_code', models.CharField(max_length=24, unique=True)),
                    ('state', models.CharField(choices=[('waiting', 'Being made'), ('ready', 'Ready'), ('failed', 'Could not be made')], default='waiting', max_length=7)),
                    ('sha256', models.BinaryField(blank=True, max_length=32, null=True)),
                    ('pages', models.PositiveIntegerField(blank=True, null=True)),
                    ('issued_at', models.DateTimeField()),
                    ('legal_basis', models.CharField(blank=True, max_length=30)),
                    ('failure', models.CharField(blank=True, help_text='In plain words; no content.', max_length=200)),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='cases.case')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                    ('file', models.OneToOneField(blank=True, help_text='The PDF.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile')),
                    ('html', models.OneToOneField(help_text='What was issued, as HTML; the PDF is made of it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile')),
                    ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'kind', 'copy_number'), name='paper_copy_once'), models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('pages__isnull', False), ('sha256__isnull', False), ('state', 'ready')), models.Q(models.Q(('state', 'ready'), _negated=True), ('file', None), ('pages', None), ('sha256', None)), _connector='OR'), name='paper_ready_with_its_file')],
                    'indexes': [models.Index(fields=['case', 'issued_at'], name='paper_by_case'), models.Index(condition=models.Q(('state', 'waiting')), fields=['issued_at'], name='paper_waiting')],
                },
            ),
            migrations.CreateModel(
                name='ProcedureEdition',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=200)),
                    ('adopted_on', models.DateField()),
                    ('text', models.TextField(help_text="The district's own text.")),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='tat.district')),
                    ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='tat.team')),
                ],
            ),
            migrations.CreateModel(
                name='Filing',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('state', models.CharField(choices=[('preparing', 'Preparing'), ('frozen', 'Packet made'), ('filed', 'Filed with both')], default='preparing', max_length=9)),
                    ('roster', models.JSONField(blank=True, default=list, help_text="Every team's seats as frozen: staff names, positions, seats.")),
                    ('frozen_at', models.DateTimeField(blank=True, null=True)),
                    ('board_told_on', models.DateField(blank=True, null=True)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='tat.district')),
                    ('frozen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('school_year', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='filing', to='tat.schoolyear')),
                    ('packet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.issueddocument')),
                    ('editions', models.ManyToManyField(help_text='The editions in force when the rosters were frozen.', related_name='+', to='reporting.procedureedition')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('state', 'preparing'), ('frozen_at__isnull', False), _connector='OR'), name='filing_frozen_pair')],
                },
            ),
            migrations.CreateModel(
                name='FilingRecipient',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('filed_at', models.DateTimeField(blank=True, null=True)),
                    ('method', models.CharField(blank=True, choices=[('by_hand', 'By hand, with a signed receipt'), ('certified_mail', 'Certified mail'), ('email', 'E-mail, with an answer or read receipt'), ('portal', "The office's own portal")], max_length=14)),
                    ('receipt', models.CharField(blank=True, max_length=200)),
                    ('recorded_at', models.DateTimeField(blank=True, null=True)),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.agency')),
                    ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='reporting.filing')),
                    ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('filing', 'agency'), name='filing_recipient_once'), models.CheckConstraint(condition=models.Q(models.Q(('filed_at', None), ('recorded_at', None), ('recorded_by', None)), models.Q(('filed_at__isnull', False), ('method__gt', ''), ('receipt__gt', ''), ('recorded_at__isnull', False), ('recorded_by__isnull', False)), _connector='OR'), name='filing_recipient_filed_with_proof')],
                },
            ),
            migrations.CreateModel(
                name='EnvironmentalFinding',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('category', models.CharField(choices=[('ENV-1', 'A policy or procedure that acts across cases'), ('ENV-2', 'Bullying: prevention and intervention'), ('ENV-3', 'Climate and a caring community'), ('ENV-4', 'Associates who support violence'), ('ENV-5', 'Conflict skills of groups'), ('ENV-6', 'Gaps in knowing how to report and get help'), ('ENV-7', 'Gaps in threat assessment and management')], max_length=5)),
                    ('from_month', models.DateField(help_text='First day of the first month in which it showed.')),
                    ('until_month', models.DateField(help_text='First day of the last one.')),
                    ('cases', models.PositiveIntegerField(default=1, help_text='Given by the system: each case once.')),
                    ('pattern', tat.vault.SealedText(max_length=2000)),
                    ('proposal', tat.vault.SealedText(max_length=2000)),
                    ('owner', tat.vault.SealedText(help_text='Which office should see to it.', max_length=200)),
                    ('recorded_name', models.CharField(max_length=150)),
                    ('recorded_position', models.CharField(blank=True, max_length=150)),
                    ('recorded_on', models.DateField(help_text='The local day.')),
                    ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.building')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['district', 'recorded_on', 'id'], name='system_finding_by_day'), models.Index(fields=['building', 'recorded_on', 'id'], name='system_finding_by_building')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('cases__gte', 1)), name='system_finding_of_a_case'), models.CheckConstraint(condition=models.Q(('until_month__gte', models.F('from_month'))), name='system_finding_months')],
                },
            ),
            migrations.CreateModel(
                name='Direction',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', tat.vault.SealedText(max_length=200)),
                    ('text', tat.vault.SealedText(max_length=20000)),
                    ('due_on', models.DateField(help_text='The local day by which each lead acknowledges.')),
                    ('recorded_name', models.CharField(max_length=150)),
                    ('recorded_position', models.CharField(blank=True, max_length=150)),
                    ('recorded_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_why', tat.vault.SealedText(blank=True, max_length=2000)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='reporting.direction')),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directions', to='reporting.environmentalfinding')),
                ],
                options={
                    'indexes': [models.Index(fields=['district', 'recorded_at', 'id'], name='direction_by_time')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='direction_withdrawn_pair')],
                },
            ),
            migrations.CreateModel(
                name='CountedCase',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('token', models.BinaryField(max_length=32)),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counted', to='reporting.environmentalfinding')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('finding', 'token'), name='case_counted_once')],
                },
            ),
            migrations.CreateModel(
                name='SystemDecision',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('decision', models.CharField(choices=[('taken_up', 'Taken up'), ('not_now', 'Not now'), ('done', 'Done')], max_length=8)),
                    ('reason', tat.vault.SealedText(max_length=2000)),
                    ('owner', tat.vault.SealedText(blank=True, help_text='Who sees to it from now on.', max_length=200)),
                    ('recorded_name', models.CharField(max_length=150)),
                    ('recorded_position', models.CharField(blank=True, max_length=150)),
                    ('recorded_at', models.DateTimeField()),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='reporting.environmentalfinding')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['finding', 'recorded_at'], name='system_decision_latest')],
                },
            ),
            migrations.CreateModel(
                name='DirectionTeam',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                    ('acknowledged_name', models.CharField(blank=True, max_length=150)),
                    ('acknowledged_position', models.CharField(blank=True, max_length=150)),
                    ('answer', tat.vault.SealedText(blank=True, max_length=500)),
                    ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('direction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_to', to='reporting.direction')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.team')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('direction', 'team'), name='direction_to_a_team_once'), models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None), ('acknowledged_name', '')), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), ('acknowledged_name__gt', '')), _connector='OR'), name='direction_acknowledged_by_name')],
                },
            ),
        ]),
    ]
