"""The tables of people, teams, duties and the log; the one clock, the hash chain of the log, the triggers that refuse any change to it."""

import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.lookups
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import Tables

CLOCK = """
create function tat_now() returns timestamptz language sql volatile as $$ select clock_timestamp() $$;
"""

# The number is given out under the lock on the head's row: a sequence is drawn before the trigger runs, so with several
# writers its order is not the chain's. Times are hashed as UTC text, or the hash would depend on the session's time zone.
# The function runs with its owner's rights, so that the application's role needs none on the head; pg_temp comes last,
# or a temporary table could stand in for the head.
CHAIN = """
create function tat_log_digest(r tat_logentry) returns bytea language sql stable set search_path = public, pg_temp as $$
  select sha256(convert_to(jsonb_build_array(
    r.seq, encode(r.prev, 'hex'), r.id, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    r.actor_id, r.actor_name, r.actor_position, r.action, r.about_kind, r.about_id, r.code, r.district_id,
    to_jsonb(r.changed), r.detail, to_char(r.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    r.count, encode(r.digest, 'hex'))::text, 'UTF8')) $$;

create function tat_log_chain() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare head tat_loghead;
begin
  select * into strict head from tat_loghead where id = 1 for update;
  new.seq := head.seq + 1;
  new.prev := head.hash;
  new.hash := tat_log_digest(new);
  update tat_loghead set seq = new.seq, hash = new.hash where id = 1;
  return new;
end $$;

create function tat_log_frozen() returns trigger language plpgsql as $$
begin
  raise exception 'the log is append-only' using errcode = 'insufficient_privilege';
end $$;

insert into tat_loghead (id, seq, hash) values (1, 0, '') on conflict do nothing;
create trigger tat_log_chain before insert on tat_logentry for each row execute function tat_log_chain();
create trigger tat_log_frozen before update or delete on tat_logentry for each row execute function tat_log_frozen();
create trigger tat_log_frozen_whole before truncate on tat_logentry for each statement execute function tat_log_frozen();
create trigger tat_log_frozen before update or delete on tat_accessentry for each row execute function tat_log_frozen();
create trigger tat_log_frozen_whole before truncate on tat_accessentry for each statement execute function tat_log_frozen();
create trigger tat_log_frozen before delete on tat_loghead for each row execute function tat_log_frozen();
create trigger tat_log_frozen_whole before truncate on tat_loghead for each statement execute function tat_log_frozen();
"""

UNDO_CLOCK = "drop function tat_now()"
UNDO_CHAIN = """
drop function tat_log_chain() cascade;
drop function tat_log_frozen() cascade;
drop function tat_log_digest(tat_logentry);
"""


class Migration(migrations.Migration):

    replaces = [
        ('tat', '0001_initial'),
        ('tat', '0002_clock_and_log'),
        ('tat', '0003_standing_index'),
        ('tat', '0004_note_window'),
        ('tat', '0005_carried_from'),
        ('tat', '0006_uploads'),
        ('tat', '0007_calendar_feed'),
        ('tat', '0008_daily_list'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        Tables([
            migrations.CreateModel(
                name='Building',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('code', models.CharField(help_text='Letters that begin its case codes, such as CHS.', max_length=6, validators=[django.core.validators.RegexValidator('^[A-Z]{2,6}$')])),
                    ('rcdts', models.CharField(max_length=20, unique=True, validators=[django.core.validators.RegexValidator('^\\d{2}-?\\d{3}-?\\d{3,4}[A-Z0-9]?-?\\d{2}-?[A-Z0-9]{4}$', "Write the school's RCDTS code as the State prints it: region, county, district, type, school.")])),
                    ('kind', models.CharField(choices=[('high', 'High school'), ('middle', 'Middle school'), ('elementary', 'Elementary school'), ('alternative', 'Alternative program')], max_length=12)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='tat.district')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('district', 'code'), name='building_code_in_district')],
                },
            ),
            migrations.CreateModel(
                name='Heartbeat',
                fields=[
                    ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('host', models.CharField(blank=True, max_length=100)),
                    ('clock_offset_ms', models.IntegerField(default=0, help_text='Host clock minus database clock.')),
                ],
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('key', models.UUIDField(primary_key=True, serialize=False)),
                    ('user_id', models.BigIntegerField(null=True)),
                    ('path', models.CharField(max_length=300)),
                    ('body_mac', models.BinaryField(help_text='Keyed: short bodies can be guessed.', max_length=32)),
                    ('status', models.PositiveSmallIntegerField(null=True)),
                    ('location', models.CharField(blank=True, max_length=300)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='LogHead',
                fields=[
                    ('id', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                    ('seq', models.BigIntegerField()),
                    ('hash', models.BinaryField(max_length=32)),
                ],
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True)),
                    ('full_name', models.CharField(max_length=150)),
                    ('position', models.CharField(help_text='As it is printed beside a signature.', max_length=150)),
                    ('is_active', models.BooleanField(default=True)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='tat.district')),
                    ('daily_list', models.BooleanField(db_default=True, default=True, help_text='Gets the daily list of what is open by mail.')),
                ],
                options={
                    'indexes': [models.Index(fields=['district', 'full_name'], name='user_by_district')],
                },
            ),
            migrations.CreateModel(
                name='AccessEntry',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('user_id', models.BigIntegerField()),
                    ('user_name', models.CharField(max_length=150)),
                    ('user_position', models.CharField(blank=True, max_length=150)),
                    ('kind', models.CharField(help_text='case, file, list, search, duty, paper, draft', max_length=20)),
                    ('page', models.CharField(max_length=60)),
                    ('about_id', models.UUIDField(null=True)),
                    ('code', models.CharField(blank=True, max_length=20)),
                    ('digest', models.BinaryField(default=b'', help_text='Of the codes shown, for a list or a search.', max_length=32)),
                ],
                options={
                    'indexes': [models.Index(fields=['about_id', 'at'], name='access_about'), models.Index(fields=['user_id', 'at'], name='access_by_user')],
                },
            ),
            migrations.CreateModel(
                name='DataKey',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('wrapped', models.BinaryField()),
                    ('kek_fingerprint', models.BinaryField(max_length=16)),
                    ('shredded_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('shredded_at', None), ('wrapped', b''), _connector='XOR'), name='data_key_wrapped_or_shredded')],
                },
            ),
            migrations.CreateModel(
                name='District',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('slug', models.SlugField(unique=True)),
                    ('target_minutes', models.PositiveSmallIntegerField(default=15, help_text='Minutes after which “immediately” counts as late: 15, at most 60.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)])),
                    ('update_days', models.PositiveSmallIntegerField(default=30, help_text='Days between updates of a case plan; 30 is the longest.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)])),
                    ('day_ends_at', models.TimeField(default=datetime.time(16, 0), help_text="Local time at which the product's day clocks end; 16:00 is the latest.")),
                    ('second_contact', models.ForeignKey(blank=True, help_text='Takes an escalation where the one to be told is the actor or in conflict.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('note_threshold', models.PositiveSmallIntegerField(default=3, help_text='Notes by different people on one person that open a report: 3. District-defined default, not an official list.', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(10)])),
                    ('note_window_days', models.PositiveSmallIntegerField(default=30, help_text='Days within which they count together: 30. District-defined default, not an official list.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)])),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('target_minutes__gte', 1), ('target_minutes__lte', 60)), name='district_target_minutes'), models.CheckConstraint(condition=models.Q(('update_days__gte', 1), ('update_days__lte', 30)), name='district_update_days'), models.CheckConstraint(condition=models.Q(('day_ends_at__lte', datetime.time(16, 0))), name='district_day_ends_at'), models.CheckConstraint(condition=models.Q(('note_threshold__gte', 2), ('note_threshold__lte', 10)), name='district_note_threshold'), models.CheckConstraint(condition=models.Q(('note_window_days__gte', 1), ('note_window_days__lte', 365)), name='district_note_window_days')],
                },
            ),
            migrations.CreateModel(
                name='Designation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('acts_for', models.CharField(choices=[('superintendent', 'Superintendent'), ('principal', 'Building Principal')], max_length=20)),
                    ('rules', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), help_text='Codes of the duties.', size=None)),
                    ('from_on', models.DateField()),
                    ('until_on', models.DateField(blank=True, null=True)),
                    ('building', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='tat.building')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('designee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='tat.district')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='designation_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='ClosedDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField()),
                    ('kind', models.CharField(choices=[('no_school', 'No school'), ('institute', 'Institute day'), ('emergency', 'Emergency closure'), ('office_holiday', 'Office holiday')], max_length=14)),
                    ('note', models.CharField(blank=True, max_length=120)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closed_days', to='tat.district')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('district', 'on', 'kind'), name='closed_day_once')],
                },
            ),
            migrations.CreateModel(
                name='Appointment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('principal', 'Building Principal'), ('report_taker', 'Report taker'), ('superintendent', 'Superintendent'), ('custodian', 'Records custodian'), ('svp_team', 'District prevention team'), ('hr', 'Personnel officer'), ('foia_officer', 'FOIA officer'), ('sysadmin', 'System administrator')], max_length=20)),
                    ('from_on', models.DateField()),
                    ('until_on', models.DateField(blank=True, help_text='Last day, included.', null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                    ('building', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='tat.building')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='tat.district')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='appointment_ends_after_start'), models.CheckConstraint(condition=models.Q(('building', None), ('role__in', ['principal', 'report_taker']), _connector='XOR'), name='appointment_building_offices')],
                    'indexes': [models.Index(fields=['user', 'role'], name='appointment_by_user')],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('form', models.CharField(max_length=40)),
                    ('object_ref', models.CharField(blank=True, max_length=60)),
                    ('body', tat.vault.SealedJSON(default=dict)),
                    ('rev', models.IntegerField(default=0)),
                    ('at', models.DateTimeField()),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'form', 'object_ref'), name='one_draft_per_form')],
                },
            ),
            migrations.CreateModel(
                name='LogEntry',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('seq', models.BigIntegerField(help_text='Given by the trigger.', null=True, unique=True)),
                    ('prev', models.BinaryField(max_length=32, null=True)),
                    ('hash', models.BinaryField(max_length=32, null=True)),
                    ('at', models.DateTimeField()),
                    ('actor_id', models.BigIntegerField(help_text='Null: the system itself.', null=True)),
                    ('actor_name', models.CharField(max_length=150)),
                    ('actor_position', models.CharField(blank=True, max_length=150)),
                    ('action', models.CharField(max_length=40)),
                    ('about_kind', models.CharField(blank=True, max_length=20)),
                    ('about_id', models.UUIDField(null=True)),
                    ('code', models.CharField(blank=True, max_length=20)),
                    ('district_id', models.BigIntegerField(null=True)),
                    ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, help_text='Names of changed fields, never their contents.', size=None)),
                    ('detail', models.CharField(blank=True, help_text='Codes and references only.', max_length=200)),
                    ('occurred_at', models.DateTimeField(help_text='When it happened, as stated, where that is another time.', null=True)),
                    ('count', models.IntegerField(help_text='Rows of a set-based act.', null=True)),
                    ('digest', models.BinaryField(default=b'', max_length=32)),
                ],
                options={
                    'indexes': [models.Index(fields=['about_id', 'at'], name='log_about')],
                },
            ),
            migrations.CreateModel(
                name='Obligation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('rule', models.CharField(max_length=12)),
                    ('rule_edition', models.PositiveSmallIntegerField(default=1)),
                    ('about_kind', models.CharField(max_length=20)),
                    ('about_id', models.UUIDField()),
                    ('code', models.CharField(blank=True, help_text="The case's code, as shown in mail.", max_length=20)),
                    ('trigger_ref', models.CharField(help_text='Kind and UUID of the fact that started it.', max_length=80)),
                    ('actor_role', models.CharField(max_length=20)),
                    ('escalated_to', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                    ('urgent', models.BooleanField(default=False, help_text='Takes the ladder for weapons or named targets where the rule has two.')),
                    ('cited', models.BooleanField()),
                    ('practice', models.BooleanField(default=False)),
                    ('restricted', models.BooleanField(default=False)),
                    ('triggered_at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField()),
                    ('legal_due_at', models.DateTimeField(null=True)),
                    ('target_due_at', models.DateTimeField(null=True)),
                    ('not_before_at', models.DateTimeField(help_text='An earliest moment, never a due time.', null=True)),
                    ('explanation', models.JSONField(default=list, help_text='The arithmetic, as sentences; no personal data.')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('met', 'Done'), ('waived', 'Not applicable'), ('superseded', 'Superseded')], default='open', max_length=10)),
                    ('met_at', models.DateTimeField(null=True)),
                    ('proof_ref', models.CharField(blank=True, help_text='Kind and UUID of the fact that proves it.', max_length=80)),
                    ('done_at', models.DateTimeField(help_text='When it was done, as stated; late is reckoned from this.', null=True)),
                    ('waive_reason', tat.vault.SealedText(blank=True)),
                    ('waived_at', models.DateTimeField(null=True)),
                    ('acknowledged_at', models.DateTimeField(null=True)),
                    ('snoozed_until', models.DateTimeField(help_text='Reminders to the actor wait until then; escalations never do.', null=True)),
                    ('next_step_at', models.DateTimeField(help_text='Next rung of the ladder.', null=True)),
                    ('last_step', models.CharField(blank=True, max_length=20)),
                    ('turn', models.PositiveSmallIntegerField(default=0, help_text='How often the due time moved later: the ladder is then climbed again.')),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to=settings.AUTH_USER_MODEL)),
                    ('building', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.building')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                    ('met_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('waive_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('waive_key', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('waive_second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.team')),
                    ('carried_from', models.OneToOneField(help_text='The row of a merged case whose place this one took.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_to', to='tat.obligation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('rule', 'about_kind', 'about_id', 'trigger_ref'), name='obligation_once'), models.CheckConstraint(condition=models.Q(('legal_due_at', None), models.Q(('target_due_at__isnull', False), ('target_due_at__lte', models.F('legal_due_at'))), _connector='OR'), name='obligation_target_not_after_legal'), models.CheckConstraint(condition=models.Q(models.Q(('met_at__isnull', False), ('state', 'met')), models.Q(models.Q(('state', 'met'), _negated=True), ('met_at', None)), _connector='OR'), name='obligation_met_at'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waived'), ('waived_at__isnull', False)), models.Q(models.Q(('state', 'waived'), _negated=True), ('waived_at', None)), _connector='OR'), name='obligation_waived_at'), models.CheckConstraint(condition=models.Q(('waived_at', None), models.Q(('waive_by__isnull', False), models.Q(('cited', False), models.Q(('waive_second_by__isnull', False), models.Q(('waive_second_by', models.F('waive_by')), _negated=True)), _connector='OR')), _connector='OR'), name='obligation_waived_by_two'), models.CheckConstraint(condition=models.Q(('waived_at', None), django.db.models.lookups.GreaterThanOrEqual(models.Func(models.F('waive_reason'), function='octet_length', output_field=models.IntegerField()), 49), _connector='OR'), name='obligation_waived_with_reason')],
                    'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['next_step_at'], name='obligation_next_step'), models.Index(condition=models.Q(('state', 'open')), fields=['district', 'building', 'target_due_at', 'id'], name='obligation_by_building'), models.Index(condition=models.Q(('state', 'open')), fields=['actor', 'target_due_at'], name='obligation_by_actor'), models.Index(fields=['about_id'], name='obligation_about'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'open')), fields=['escalated_to'], name='obligation_escalated')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('dedup', models.CharField(max_length=160, unique=True)),
                    ('step', models.CharField(blank=True, help_text='The rung of the ladder.', max_length=20)),
                    ('template', models.CharField(default='duty', max_length=20)),
                    ('about_id', models.UUIDField(help_text='The case of a notice that belongs to no duty.', null=True)),
                    ('code', models.CharField(blank=True, max_length=20)),
                    ('practice', models.BooleanField(default=False)),
                    ('message_id', models.CharField(max_length=120)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('dead', 'Given up'), ('skipped_outage', 'Passed while sending was down'), ('withdrawn', 'No longer needed')], default='waiting', max_length=14)),
                    ('created_at', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('next_try_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('opened_at', models.DateTimeField(null=True)),
                    ('last_error', models.CharField(blank=True, help_text='Error class and code, never an address.', max_length=80)),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                    ('obligation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='tat.obligation')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='notice_waiting'), models.Index(fields=['obligation', 'created_at'], name='notice_of_obligation'), models.Index(condition=models.Q(('opened_at', None), ('template', 'change')), fields=['recipient'], name='notice_unopened_change')],
                },
            ),
            migrations.CreateModel(
                name='ObligationEvent',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('kind', models.CharField(choices=[('started', 'Started'), ('step', 'Reminder'), ('acknowledged', 'Acknowledged'), ('snoozed', 'Put off'), ('attempted', 'Attempted'), ('extended', 'Extended'), ('corrected', 'Corrected'), ('recomputed', 'Worked out again'), ('waiver_asked', 'Not applicable, first person'), ('waived', 'Not applicable'), ('met', 'Done'), ('superseded', 'Superseded'), ('carried', 'Carried on')], max_length=14)),
                    ('step', models.CharField(blank=True, max_length=20)),
                    ('old_due_at', models.DateTimeField(null=True)),
                    ('new_due_at', models.DateTimeField(null=True)),
                    ('reason_code', models.CharField(blank=True, max_length=40)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='tat.obligation')),
                ],
                options={
                    'indexes': [models.Index(fields=['obligation', 'at'], name='obligation_event')],
                },
            ),
            migrations.CreateModel(
                name='SchoolYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_on', models.DateField(help_text='First student attendance day.')),
                    ('ends_on', models.DateField(help_text='Last student attendance day.')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='school_years', to='tat.district')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='school_year_ends_after_start'), models.UniqueConstraint(fields=('district', 'starts_on'), name='school_year_once')],
                },
            ),
            migrations.CreateModel(
                name='Standing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('about_kind', models.CharField(max_length=20)),
                    ('about_id', models.UUIDField()),
                    ('capacity', models.CharField(choices=[('lead', 'Acting lead'), ('case_manager', 'Case manager'), ('engager', 'Keeps in touch with the subject'), ('backup', 'Activated back-up'), ('panel', 'Seat on the frozen panel'), ('carrier', 'Carries a duty on'), ('excluded', 'Excluded'), ('aside', 'Stepped aside')], max_length=12)),
                    ('from_at', models.DateTimeField()),
                    ('until_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(help_text='Null: the system itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until_at', None), ('until_at__gte', models.F('from_at')), _connector='OR'), name='standing_ends_after_start'), models.UniqueConstraint(condition=models.Q(('until_at', None)), fields=('about_kind', 'about_id', 'person', 'capacity'), name='standing_once_at_a_time')],
                    'indexes': [models.Index(fields=['about_id', 'capacity'], name='standing_about'), models.Index(fields=['person', 'capacity'], include=('about_kind', 'about_id', 'from_at', 'until_at'), name='standing_of_person')],
                },
            ),
            migrations.CreateModel(
                name='StoredFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(help_text='Media type as checked, not as claimed.', max_length=80)),
                    ('size', models.BigIntegerField()),
                    ('sha256', models.BinaryField(max_length=32)),
                    ('stored_at', models.DateTimeField()),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('scanned', models.BooleanField(default=False, help_text='A virus scanner read it before it was stored, and found nothing.')),
                ],
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('buildings', models.ManyToManyField(related_name='teams', to='tat.building')),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='tat.district')),
                ],
            ),
            migrations.CreateModel(
                name='Seat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('statutory', models.CharField(blank=True, choices=[('ADM', 'Administrator'), ('TCH', 'Teacher'), ('CNS', 'School counselor'), ('PSY', 'School psychologist'), ('SWK', 'School social worker'), ('LEO', 'Law enforcement official')], max_length=3)),
                    ('expertise', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None)),
                    ('kind', models.CharField(choices=[('core', 'Member'), ('backup', 'Back-up')], default='core', max_length=6)),
                    ('triage', models.BooleanField(default=False, help_text='Designated by the principal for the Triage Team.')),
                    ('from_on', models.DateField()),
                    ('until_on', models.DateField(blank=True, help_text='Last day, included.', null=True)),
                    ('unavailable_reason', models.CharField(blank=True, max_length=300)),
                    ('covers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='backups', to='tat.seat')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL)),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='tat.team')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='seat_ends_after_start'), models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('unavailable_reason', ''), _negated=True), _connector='XOR'), name='seat_held_or_reason'), models.UniqueConstraint(condition=models.Q(('until_on', None), ('user__isnull', False)), fields=('team', 'user'), name='one_open_seat_per_person')],
                    'indexes': [models.Index(fields=['user', 'team'], name='seat_by_user')],
                },
            ),
            migrations.CreateModel(
                name='Absence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('from_on', models.DateField()),
                    ('until_on', models.DateField(help_text='Last day, included.')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='absence_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='WaitingFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('form', models.CharField(max_length=40)),
                    ('object_ref', models.CharField(blank=True, max_length=60)),
                    ('name', tat.vault.SealedText(max_length=150)),
                    ('extension', models.CharField(max_length=4)),
                    ('at', models.DateTimeField(db_index=True)),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                    ('original', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile')),
                    ('display', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.storedfile')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('made_at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(help_text='When a calendar last read it.', null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user',), name='calendar_feed_one_for_each')],
                },
            ),
        ]),
        migrations.RunSQL(CLOCK, UNDO_CLOCK),
        migrations.RunSQL(CHAIN, UNDO_CHAIN),
    ]
