"""A district has its code and office, a building its last day, an account its number in the staff list; staff lists are read and compared."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('tat', '0015_rosters_with_their_past'),
    ]

    operations = together([
        migrations.CreateModel(
            name='StaffImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(choices=[('oneroster11', 'OneRoster 1.1'), ('oneroster12', 'OneRoster 1.2'), ('staff_csv', 'Staff list (CSV)')], max_length=12)),
                ('mode', models.CharField(choices=[('bulk', 'Everybody'), ('delta', 'Changes only')], max_length=5)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a decision'), ('applied', 'Applied'), ('discarded', 'Discarded')], default='waiting', max_length=9)),
                ('counts', models.JSONField(default=dict, help_text='Rows by what they would do, and rows that were dropped unread. No names of people.')),
                ('unknown_schools', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, help_text='Schools of the file that no building matches.', size=None)),
                ('read_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StaffLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('new', 'New'), ('back', 'Back again'), ('changed', 'Changed'), ('ended', 'Not in the file any more'), ('kept', 'Kept by hand'), ('refused', 'Refused')], max_length=7)),
                ('number', models.IntegerField(help_text='Row of the file, the header is row 1; 0: the file has none.')),
                ('source_id', models.TextField()),
                ('email', models.TextField()),
                ('full_name', models.TextField()),
                ('position', models.TextField()),
                ('was', models.JSONField(help_text='What stands in the account before: address, name, position.', null=True)),
                ('kept', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), help_text='Fields typed here, which stay.', null=True, size=None)),
                ('why', models.CharField(blank=True, db_default='', help_text='Code of the sentence that says why a row is refused.', max_length=16)),
            ],
        ),
        migrations.AddField(
            model_name='building',
            name='closed_on',
            field=models.DateField(blank=True, help_text='Last day as a school; its cases and papers stay.', null=True),
        ),
        migrations.AddField(
            model_name='district',
            name='kind',
            field=models.CharField(blank=True, choices=[('unit', 'Unit district'), ('elementary', 'Elementary district'), ('high', 'High school district'), ('cooperative', 'Cooperative, or another joint program'), ('non_public', 'Non-public school or schools')], db_default='', max_length=12),
        ),
        migrations.AddField(
            model_name='district',
            name='office',
            field=models.CharField(blank=True, choices=[('roe', 'Regional Office of Education'), ('isc', 'Intermediate Service Center'), ('isbe', 'None: Chicago, which files with the State Board')], db_default='', help_text='To which of them it files (8.5).', max_length=4),
        ),
        migrations.AddField(
            model_name='district',
            name='rcdts',
            field=models.CharField(blank=True, db_default='', help_text='Its own code: the school part is 0000.', max_length=20, validators=[django.core.validators.RegexValidator('^\\d{2}-\\d{3}-\\d{3}[0-9A-Z]-\\d{2}-[0-9A-Z]{4}$', 'Write the RCDTS code as the State prints it: 15 characters for region, county, district, type and school, such as 17-999-0010-26-0001. A non-public or charter school may have one letter in its district or school part.')]),
        ),
        migrations.AddField(
            model_name='user',
            name='by_hand',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, db_default=[], default=list, help_text='Fields typed here, which an import leaves alone.', size=None),
        ),
        migrations.AddField(
            model_name='user',
            name='ended_at',
            field=models.DateTimeField(help_text='When the person left. What they did stays with their name.', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='source_id',
            field=models.CharField(blank=True, db_default='', default='', help_text="Its number in the district's staff list; empty: made by hand.", max_length=255),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='role',
            field=models.CharField(choices=[('principal', 'Building Principal'), ('report_taker', 'Report taker'), ('superintendent', 'Superintendent'), ('custodian', 'Records custodian'), ('svp_team', 'District prevention team'), ('hr', 'Personnel officer'), ('foia_officer', 'FOIA officer'), ('secretary', 'Secretary who sets the district up'), ('sysadmin', 'System administrator')], max_length=20),
        ),
        migrations.AlterField(
            model_name='building',
            name='kind',
            field=models.CharField(choices=[('high', 'High school'), ('middle', 'Middle school'), ('elementary', 'Elementary school'), ('alternative', 'Alternative program'), ('early', 'Early childhood center'), ('other', 'Another attendance center')], max_length=12),
        ),
        migrations.AlterField(
            model_name='building',
            name='rcdts',
            field=models.CharField(max_length=20, unique=True, validators=[django.core.validators.RegexValidator('^\\d{2}-\\d{3}-\\d{3}[0-9A-Z]-\\d{2}-[0-9A-Z]{4}$', 'Write the RCDTS code as the State prints it: 15 characters for region, county, district, type and school, such as 17-999-0010-26-0001. A non-public or charter school may have one letter in its district or school part.')]),
        ),
        migrations.AlterField(
            model_name='user',
            name='is_active',
            field=models.BooleanField(default=True, help_text='May sign in. Accounts that an import makes wait until somebody enables them.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('is_active', False), _connector='OR'), name='user_ended_signs_in_no_more'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('district', 'source_id'), name='user_once_in_the_staff_list'),
        ),
        migrations.AddField(
            model_name='staffimport',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffimport',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffimport',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_imports', to='tat.district'),
        ),
        migrations.AddField(
            model_name='staffline',
            name='staff_import',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='tat.staffimport'),
        ),
        migrations.AddField(
            model_name='staffline',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='staffimport',
            index=models.Index(fields=['district', 'read_at'], name='staff_import_by_district'),
        ),
        migrations.AddConstraint(
            model_name='staffimport',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('district',), name='staff_import_one_waits'),
        ),
        migrations.AddConstraint(
            model_name='staffimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='staff_import_decided'),
        ),
        migrations.RunSQL("alter table tat_staffline set unlogged", "alter table tat_staffline set logged"),
    ])
