"""The tables of reports and of the panel; the database refuses to close at triage what the panel's rule would never close."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import Tables

# Deferred to the end of the transaction, where an opinion that another transaction has committed meanwhile is seen.
# The rule itself is cases/concurrence.py; this repeats its closing half in the database's own words.
CLOSED_BY_ALL = """
create function triage_closed_by_all() returns trigger language plpgsql as $$
declare seats int; concurring int; dissenting int;
begin
  select count(*), count(*) filter (where o.answer in ('none', 'low_addressed') and o.facts_version = new.facts_version)
    into seats, concurring
    from triage_triageseat s
    left join lateral (select answer, facts_version from triage_triageopinion where seat_id = s.id order by recorded_at desc, id desc limit 1) o on true
   where s.case_id = new.id and s.left_at is null and s.seated_at >= new.triage_at
     and s.panel = (select max(panel) from triage_triageseat where case_id = new.id);
  select count(*) into dissenting
    from triage_triageopinion o join triage_triageseat s on s.id = o.seat_id
   where s.case_id = new.id and s.seated_at >= new.triage_at and o.answer not in ('none', 'low_addressed')
     and s.panel = (select max(panel) from triage_triageseat where case_id = new.id);
  if seats < 2 or concurring < seats or dissenting > 0 then
    raise exception 'a case closes at triage only when every seat of the panel concurs on the current facts' using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger triage_closed_by_all after update of stage on cases_case deferrable initially deferred
  for each row when (old.stage in ('intake', 'containment', 'triage') and new.stage = 'closed') execute function triage_closed_by_all();
"""

UNDO = "drop function triage_closed_by_all() cascade"


class Migration(migrations.Migration):

    replaces = [
        ('triage', '0001_initial'),
        ('triage', '0002_closed_by_all'),
        ('triage', '0003_tips'),
        ('triage', '0004_low_level_notes'),
        ('triage', '0005_intake_fields'),
        ('triage', '0006_raw_tips'),
        ('triage', '0007_tip_files'),
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
                name='Report',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('state', models.CharField(choices=[('received', 'Received'), ('reviewed', 'Reviewed'), ('in_case', 'In a case'), ('set_aside', 'Set aside: not about safety')], default='received', max_length=10)),
                    ('channel', models.CharField(choices=[('in_person', 'In person'), ('phone', 'Phone'), ('form', 'Tip form'), ('email', 'E-mail or message'), ('tip_line', 'Tip line'), ('safe2help', 'Safe2Help Illinois'), ('police', 'Law enforcement'), ('other', 'Other')], default='in_person', max_length=10)),
                    ('reported_at', models.DateTimeField(help_text='When it reached the receiver, as stated.')),
                    ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                    ('received_name', models.CharField(blank=True, help_text='Frozen at entry; a member of staff.', max_length=150)),
                    ('recorded_at', models.DateTimeField()),
                    ('building', models.ForeignKey(blank=True, help_text='Empty for a tip that names no school.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='tat.building')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='cases.case')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                    ('facts', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report', to='cases.incidentfacts')),
                    ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reporter_protected', models.BooleanField(default=False, help_text='The law protects who reported: a firearm (105 ILCS 5/10-27.1A(a)), or a clear and present danger.')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_case'), _negated=True), ('case__isnull', False), _connector='OR'), name='report_in_case_pair'), models.CheckConstraint(condition=models.Q(('reviewed_at', None), ('reviewed_by__isnull', False), _connector='OR'), name='report_reviewed_pair'), models.CheckConstraint(condition=models.Q(('case', None), ('building__isnull', False), _connector='OR'), name='report_case_has_building')],
                    'indexes': [models.Index(fields=['building', 'reported_at'], name='report_by_building')],
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
                    ('wishes', tat.vault.SealedText(blank=True, help_text='Wishes about confidentiality.', max_length=2000)),
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
                    'constraints': [models.UniqueConstraint(fields=('case', 'panel', 'member'), name='one_panel_seat_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('left', ''), ('left_at', None)), models.Q(('left__gt', ''), ('left_at__isnull', False)), _connector='OR'), name='panel_seat_left_pair')],
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
            migrations.CreateModel(
                name='SetAside',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reason', tat.vault.SealedText(max_length=2000)),
                    ('by_name', models.CharField(max_length=150)),
                    ('by_position', models.CharField(blank=True, max_length=150)),
                    ('at', models.DateTimeField()),
                    ('agreed_name', models.CharField(blank=True, max_length=150)),
                    ('agreed_position', models.CharField(blank=True, max_length=150)),
                    ('agreed_at', models.DateTimeField(blank=True, null=True)),
                    ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('tip', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='set_aside', to='triage.tip')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('agreed_by', None), models.Q(('agreed_by', models.F('by')), _negated=True), _connector='OR'), name='set_aside_by_two'), models.CheckConstraint(condition=models.Q(('agreed_by', None), ('agreed_at__isnull', False), _connector='XOR'), name='set_aside_agreed_pair')],
                },
            ),
            migrations.CreateModel(
                name='Tip',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('what', tat.vault.SealedText(max_length=20000)),
                    ('who', tat.vault.SealedText(blank=True, max_length=500)),
                    ('happened', tat.vault.SealedText(blank=True, help_text="When, in the reporter's words.", max_length=500)),
                    ('place', tat.vault.SealedText(blank=True, max_length=500)),
                    ('about_staff', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unsure', 'Does not know')], default='unsure', max_length=6)),
                    ('weapon', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unsure', 'Does not know')], default='unsure', max_length=6)),
                    ('language', models.CharField(default='en', max_length=5)),
                    ('with_district', models.BooleanField(default=False, help_text='A person named by the superintendent reads it first.')),
                    ('status', models.CharField(choices=[('received', 'Received'), ('read', 'Read'), ('question', 'The team has a question'), ('taken_up', 'The team has taken it up'), ('finished', 'Finished')], default='received', max_length=8)),
                    ('receipt', models.BinaryField(max_length=32, unique=True)),
                    ('form_key', models.BinaryField(max_length=32, unique=True)),
                    ('body_mac', models.BinaryField(help_text='Keyed: whether the form was sent again with another text.', max_length=32)),
                    ('words', tat.vault.SealedText(blank=True, max_length=100)),
                    ('shown', models.PositiveSmallIntegerField(default=0, help_text='How often the receipt page has shown the words.')),
                    ('burst', models.UUIDField(blank=True, null=True)),
                    ('opened_at', models.DateTimeField(blank=True, null=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='tip', to='triage.report')),
                ],
                options={
                    'indexes': [models.Index(fields=['recorded_at'], name='tip_by_time')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('opened_at', None), ('opened_by__isnull', False), _connector='XOR'), name='tip_opened_pair')],
                },
            ),
            migrations.CreateModel(
                name='TipMessage',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('from_team', models.BooleanField()),
                    ('text', tat.vault.SealedText(max_length=20000)),
                    ('by_name', models.CharField(blank=True, help_text='Frozen at entry; a member of staff.', max_length=150)),
                    ('by_position', models.CharField(blank=True, max_length=150)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('tip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='triage.tip')),
                ],
                options={
                    'indexes': [models.Index(fields=['tip', 'at'], name='tip_message_by_time')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('from_team', True), ('by', None), _connector='XOR'), name='tip_message_from_team_pair')],
                },
            ),
            migrations.CreateModel(
                name='LowLevelNote',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('harm', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unsure', 'Not sure')], help_text='The answer sent with the note: no, at the time of the stamp.', max_length=6)),
                    ('who', tat.vault.SealedText(blank=True, help_text='Who it is about where nobody knows the name.', max_length=200)),
                    ('nature', tat.vault.SealedText(help_text='What was seen or heard.', max_length=20000)),
                    ('location', tat.vault.SealedText(blank=True, max_length=500)),
                    ('occurred_at', models.DateTimeField(blank=True, help_text='As stated.', null=True)),
                    ('recorded_name', models.CharField(max_length=150)),
                    ('recorded_position', models.CharField(blank=True, max_length=150)),
                    ('recorded_at', models.DateTimeField()),
                    ('turned_at', models.DateTimeField(blank=True, null=True)),
                    ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.building')),
                    ('corrects', models.OneToOneField(blank=True, help_text='The earlier note of the same person.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='triage.lowlevelnote')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='triage.report')),
                    ('turned_by', models.ForeignKey(blank=True, help_text='Null: the system itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['building', '-recorded_at', '-id'], name='note_by_building')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('harm', 'no')), name='note_after_no'), models.CheckConstraint(condition=models.Q(models.Q(('report', None), ('turned_at', None), ('turned_by', None)), models.Q(('report__isnull', False), ('turned_at__isnull', False)), _connector='OR'), name='note_turned_pair')],
                },
            ),
            migrations.CreateModel(
                name='RawTip',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('text', tat.vault.SealedText(max_length=50000)),
                    ('channel', models.CharField(choices=[('in_person', 'In person'), ('phone', 'Phone'), ('form', 'Tip form'), ('email', 'E-mail or message'), ('tip_line', 'Tip line'), ('safe2help', 'Safe2Help Illinois'), ('police', 'Law enforcement'), ('other', 'Other')], max_length=10)),
                    ('received_at', models.DateTimeField(help_text='When it reached the school, as stated.')),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='raw_tip', to='triage.report')),
                ],
            ),
            migrations.CreateModel(
                name='TipFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveSmallIntegerField(help_text='Counted within the tip; with its code it is the name of the file.')),
                    ('extension', models.CharField(max_length=4)),
                    ('name', tat.vault.SealedText(help_text='As its sender called it.', max_length=150)),
                    ('display', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile')),
                    ('original', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile')),
                    ('tip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='triage.tip')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('tip', 'number'), name='one_tip_file_per_number')],
                },
            ),
        ]),
        migrations.RunSQL(CLOSED_BY_ALL, UNDO),
    ]
