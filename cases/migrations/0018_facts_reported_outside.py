import django.contrib.postgres.fields
import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_squashed_0017_return_after_separation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AddField(
            model_name='gateanswer',
            name='known_at',
            field=models.DateTimeField(
                blank=True, help_text='When it became known, as stated; the duties of a “yes” count from here.', null=True
            ),
        ),
        migrations.AddField(
            model_name='notificationentry',
            name='agency',
            field=tat.vault.SealedText(blank=True, default='', max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='notificationentry',
            name='reference',
            field=tat.vault.SealedText(blank=True, default='', help_text="The agency's report or reference number.", max_length=100),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='GateFacts',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('happened_at', models.DateTimeField(help_text='As stated.')),
                ('grounds', models.CharField(choices=[('school', 'In the school'), ('property', 'Elsewhere on property that the school owns or leases'), ('conveyance', 'In a school bus or another conveyance'), ('public_way', 'On a public way within 1,000 feet'), ('elsewhere', 'Elsewhere'), ('unknown', 'Not known yet')], max_length=10)),
                ('place', tat.vault.SealedText(blank=True, max_length=200)),
                ('what', tat.vault.SealedText(help_text='One sentence, without names.', max_length=300)),
                ('weapon', models.CharField(blank=True, choices=[('pistol', 'Pistol'), ('revolver', 'Revolver'), ('long', 'Rifle or shotgun'), ('firearm', 'Other firearm'), ('toy', 'Toy or fake'), ('knife', 'Knife'), ('other', 'Other'), ('unknown', 'Unknown')], max_length=8)),
                ('drug', models.CharField(blank=True, choices=[('cannabis', 'Cannabis'), ('narcotic', 'Narcotic drug'), ('meth', 'Methamphetamine'), ('other', 'Other'), ('unknown', 'Not known yet')], max_length=8)),
                ('attack', models.CharField(blank=True, choices=[('assault', 'Assault'), ('agg_assault', 'Aggravated assault'), ('battery', 'Battery'), ('agg_battery', 'Aggravated battery'), ('intimidation', 'Intimidation'), ('other', 'Other')], max_length=12)),
                ('personnel', models.CharField(blank=True, choices=[('teacher', 'Teacher'), ('administrator', 'Administrator'), ('support', 'Educational support personnel')], max_length=13)),
                ('done_by', models.CharField(choices=[('student', 'A student'), ('other', 'Somebody else'), ('unknown', 'Not known yet')], default='unknown', max_length=7)),
                ('injury', models.CharField(blank=True, choices=[('none', 'Nobody was hurt'), ('yes', 'Somebody was hurt'), ('unknown', 'Not known yet')], max_length=7)),
                ('injury_note', tat.vault.SealedText(blank=True, max_length=200)),
                ('complaint', models.CharField(blank=True, choices=[('yes', 'Yes, in writing'), ('no', 'No'), ('unknown', 'Not known yet')], max_length=7)),
                ('complaint_at', models.DateTimeField(blank=True, null=True)),
                ('threatens', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('drugs', 'Illegal drugs'), ('alcohol', 'Alcohol'), ('weapons', 'Weapons'), ('gang', 'Gang activity')], max_length=7), blank=True, default=list, size=None)),
                ('answer', models.ForeignKey(help_text='The “yes” that began the incident.', on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='cases.gateanswer')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('recorded_by', models.ForeignKey(help_text='Null: the system itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'gate facts',
                'constraints': [models.CheckConstraint(condition=models.Q(('complaint_at', None), ('complaint', 'yes'), _connector='OR'), name='complaint_has_a_time_only_where_there_is_one')],
            },
        ),
    ])
