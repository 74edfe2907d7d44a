import django.db.models.deletion
import tat.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_facts_reported_outside'),
        ('reporting', '0004_recipients_keep_names'),
        ('tat', '0012_teams_checked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SirsEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_name', models.CharField(max_length=150)),
                ('recorded_position', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('family', models.CharField(choices=[('attack', 'Attack on school personnel'), ('drug', 'Drug'), ('weapon', 'Weapon or firearm')], max_length=6)),
                ('school_code', models.CharField(help_text='RCDTS.', max_length=20)),
                ('happened_at', models.DateTimeField(help_text='As stated; the reporting year goes by its local day.')),
                ('grounds', models.CharField(choices=[('school', 'In the school'), ('property', 'Elsewhere on property that the school owns or leases'), ('conveyance', 'In a school bus or another conveyance'), ('public_way', 'On a public way within 1,000 feet'), ('elsewhere', 'Elsewhere'), ('unknown', 'Not known yet')], max_length=10)),
                ('location', tat.vault.SealedText(blank=True, max_length=200)),
                ('attack', models.CharField(blank=True, choices=[('assault', 'Assault'), ('agg_assault', 'Aggravated assault'), ('battery', 'Battery'), ('agg_battery', 'Aggravated battery'), ('intimidation', 'Intimidation'), ('other', 'Other')], max_length=12)),
                ('drug', models.CharField(blank=True, choices=[('cannabis', 'Cannabis'), ('narcotic', 'Narcotic drug'), ('meth', 'Methamphetamine'), ('other', 'Other'), ('unknown', 'Not known yet')], max_length=8)),
                ('weapon', models.CharField(blank=True, choices=[('pistol', 'Pistol'), ('revolver', 'Revolver'), ('long', 'Rifle or shotgun'), ('firearm', 'Other firearm'), ('toy', 'Toy or fake'), ('knife', 'Knife'), ('other', 'Other'), ('unknown', 'Unknown')], max_length=8)),
                ('done_by', models.CharField(choices=[('student', 'A student'), ('other', 'Somebody else'), ('unknown', 'Not known yet')], max_length=7)),
                ('attacked', models.CharField(blank=True, choices=[('teacher', 'Teacher'), ('administrator', 'Administrator'), ('support', 'Educational support personnel')], max_length=13)),
                ('injury', models.CharField(choices=[('none', 'Nobody was hurt'), ('yes', 'Somebody was hurt'), ('unknown', 'Not known yet')], max_length=7)),
                ('police_agency', tat.vault.SealedText(blank=True, max_length=200)),
                ('police_at', models.DateTimeField(blank=True, null=True)),
                ('police_report', tat.vault.SealedText(blank=True, max_length=100)),
                ('action_taken', tat.vault.SealedText(blank=True, max_length=2000)),
                ('narrative', tat.vault.SealedText(help_text='Without names.', max_length=4000)),
                ('sirs_id', tat.vault.SealedText(blank=True, max_length=60)),
                ('entered_at', models.DateTimeField(blank=True, help_text='As stated: when it stood in SIRS.', null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sirs_entry', to='tat.obligation')),
                ('recorded_by', models.ForeignKey(help_text='Null: the system itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'sirs entries',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('entered_at', None), ('entered_by', None)), models.Q(('entered_at__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='sirs_entered_pair')],
            },
        ),
    ]
