import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('tat', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('received', 'Received'), ('reviewed', 'Reviewed'), ('in_case', 'In a case'), ('set_aside', 'Set aside: not about safety')], default='received', max_length=10)),
                ('channel', models.CharField(choices=[('in_person', 'In person'), ('phone', 'Phone'), ('form', 'Tip form'), ('email', 'E-mail or message'), ('tip_line', 'Tip line'), ('safe2help', 'Safe2Help Illinois'), ('police', 'Law enforcement'), ('other', 'Other')], default='in_person', max_length=10)),
                ('reported_at', models.DateTimeField(help_text='When it reached the receiver, as stated.')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('received_name', models.CharField(blank=True, help_text='Frozen at entry; a member of staff.', max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='tat.building')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='cases.case')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                ('facts', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report', to='cases.incidentfacts')),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_case'), _negated=True), ('case__isnull', False), _connector='OR'), name='report_in_case_pair'),
                    models.CheckConstraint(condition=models.Q(('reviewed_at', None), ('reviewed_by__isnull', False), _connector='OR'), name='report_reviewed_pair'),
                ],
                'indexes': [
                    models.Index(fields=['building', 'reported_at'], name='report_by_building'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReporterIdentity',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', tat.vault.SealedText(blank=True, max_length=200)),
                ('contact', tat.vault.SealedText(blank=True, max_length=2000)),
                ('relationship', tat.vault.SealedText(blank=True, max_length=500)),
                ('affiliation', models.CharField(choices=[('student_current', 'Student, current'), ('student_former', 'Student, former'), ('student_prospective', 'Student, prospective'), ('employee_current', 'Employee, current'), ('employee_former', 'Employee, former'), ('employee_prospective', 'Employee, prospective'), ('parent_guardian_family', 'Parent, guardian or family'), ('relationship_with_staff_or_student', 'In a relationship with staff or a student, now or before'), ('contractor_vendor_visitor', 'Contractor, vendor or visitor'), ('unaffiliated', 'Not connected with the district'), ('unknown', 'Not known yet')], default='unknown', max_length=40)),
                ('anonymous', models.BooleanField(default=False)),
                ('keep_from_subject', models.BooleanField(default=False)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                ('party', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reporter_identity', to='cases.party')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reporter', to='triage.report')),
            ],
            options={
                'verbose_name_plural': 'reporter identities',
            },
        ),
        migrations.CreateModel(
            name='TriageSeat',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('panel', models.PositiveSmallIntegerField(default=1)),
                ('member_name', models.CharField(max_length=150)),
                ('member_position', models.CharField(blank=True, max_length=150)),
                ('seated_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('left', models.CharField(blank=True, choices=[('aside', 'Stepped aside'), ('absent', 'Absent'), ('conflict', 'In conflict')], max_length=8)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel', to='cases.case')),
                ('in_place_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='triage.triageseat')),
                ('left_recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'panel', 'member'), name='one_panel_seat_per_person'),
                    models.CheckConstraint(condition=models.Q(models.Q(('left', ''), ('left_at', None)), models.Q(('left__gt', ''), ('left_at__isnull', False)), _connector='OR'), name='panel_seat_left_pair'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TriageOpinion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('answer', models.CharField(max_length=18)),
                ('reason', tat.vault.SealedText(max_length=20000)),
                ('addressed_by', tat.vault.SealedText(blank=True, help_text='The resource that addresses a low concern.', max_length=2000)),
                ('facts_version', models.PositiveIntegerField()),
                ('follow_up_on', models.DateField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, help_text='When the seal opened.', null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('follow_up_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(help_text='Null: the system itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='triage.triageseat')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
