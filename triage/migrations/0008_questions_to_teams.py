"""Staff ask a team without filing a report; question and answers are sealed."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('tat', '0014_learning'),
        ('triage', '0001_squashed_0007_tip_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('question', tat.vault.SealedText(max_length=20000)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, help_text='When the first answer was written.', null=True)),
                ('turned_at', models.DateTimeField(blank=True, null=True)),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.building')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.district')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.datakey')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='triage.report')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tat.team')),
                ('turned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ConsultationAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', tat.vault.SealedText(max_length=20000)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='triage.consultation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['team', '-recorded_at', '-id'], name='consultation_by_team'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['recorded_by', '-recorded_at', '-id'], name='consultation_by_asker'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(condition=models.Q(('answered_at', None), ('report', None)), fields=['team'], name='consultation_waiting'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('report', None), ('turned_at', None), ('turned_by', None)), models.Q(('report__isnull', False), ('turned_at__isnull', False), ('turned_by__isnull', False)), _connector='OR'), name='consultation_turned_pair'),
        ),
    ])
