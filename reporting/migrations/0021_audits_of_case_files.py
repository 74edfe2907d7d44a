import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_emergency_openings'),
        ('reporting', '0020_search_filters'),
        ('tat', '0020_checkpoints'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='AuditDraw',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seed', models.PositiveBigIntegerField()),
                ('first_on', models.DateField(help_text='Local days on which a case was opened.')),
                ('last_on', models.DateField()),
                ('size', models.PositiveSmallIntegerField()),
                ('population', models.PositiveIntegerField(help_text='Files that could be drawn.')),
                ('left_out', models.PositiveIntegerField(default=0, help_text='Restricted cases of these days, and those that the drawer may not see.')),
                ('drawn_name', models.CharField(max_length=150)),
                ('drawn_position', models.CharField(blank=True, max_length=150)),
                ('drawn_at', models.DateTimeField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'drawn_at'], name='audit_by_district')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_on__lte', models.F('last_on'))), name='audit_days_in_order'), models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', models.F('population'))), name='audit_size_of_what_is_there')],
            },
        ),
        migrations.CreateModel(
            name='AuditedFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField(default=list)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reporting.auditdraw')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draw', 'number'), name='audited_number_once'), models.UniqueConstraint(fields=('draw', 'case'), name='audited_file_once')],
            },
        ),
        migrations.AddField(
            model_name='issueddocument',
            name='audit',
            field=models.ForeignKey(blank=True, help_text='Of the work papers of an audit.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='reporting.auditdraw'),
        ),
        migrations.AddConstraint(
            model_name='issueddocument',
            constraint=models.UniqueConstraint(fields=('audit', 'copy_number'), name='paper_of_an_audit_once'),
        ),
    ])
