"""Low-level notes: stamped and sealed, each under a key of its own, kept only after “no” to the question about harm."""

import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_initial'),
        ('tat', '0004_note_window'),
        ("triage", "0003_tips"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
    ]
