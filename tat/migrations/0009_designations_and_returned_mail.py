"""Designations with their words and their end; duties handed to a person; mail that came back."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tat.migrations._tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('tat', '0001_squashed_0008_daily_list'),
    ]

    operations = together([
        migrations.RemoveConstraint(
            model_name='designation',
            name='designation_ends_after_start',
        ),
        migrations.AddField(
            model_name='designation',
            name='ended_at',
            field=models.DateTimeField(help_text='When somebody set its last day; that day may lie before it began.', null=True),
        ),
        migrations.AddField(
            model_name='designation',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='designation',
            name='paper',
            field=models.CharField(blank=True, help_text='Where the signed paper lies.', max_length=200),
        ),
        migrations.AddField(
            model_name='designation',
            name='recorded_at',
            field=models.DateTimeField(help_text='Null: recorded before the time was kept.', null=True),
        ),
        migrations.AddField(
            model_name='designation',
            name='words',
            field=models.CharField(blank=True, help_text='The express words of the written naming.', max_length=400),
        ),
        migrations.AddField(
            model_name='notice',
            name='returned_at',
            field=models.DateTimeField(help_text='When the mail was known to have come back.', null=True),
        ),
        migrations.AddField(
            model_name='obligation',
            name='handed_by',
            field=models.ForeignKey(db_index=False, help_text='Who handed it to the actor, and is told when it is late.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='obligation',
            name='in_person',
            field=models.BooleanField(db_default=False, default=False, help_text='The office acts itself: no designee has it, whatever is named.'),
        ),
        migrations.AddField(
            model_name='obligationevent',
            name='from_person',
            field=models.ForeignKey(db_index=False, help_text='Null: whoever held the role.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='obligationevent',
            name='to_person',
            field=models.ForeignKey(db_index=False, help_text='Null: whoever holds the role.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='user',
            name='mail_returned_at',
            field=models.DateTimeField(help_text='When mail to this person last came back; null: it arrives.', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='mail_returned_code',
            field=models.CharField(blank=True, db_default='', help_text='Its status code, as 5.1.1.', max_length=11),
        ),
        migrations.AddField(
            model_name='user',
            name='mail_returned_email',
            field=models.EmailField(blank=True, db_default='', help_text='The address from which it came back.', max_length=254),
        ),
        migrations.AddField(
            model_name='user',
            name='mail_works_at',
            field=models.DateTimeField(help_text='When it was last known to arrive again; older mail that comes back tells nothing.', null=True),
        ),
        migrations.AlterField(
            model_name='designation',
            name='until_on',
            field=models.DateField(blank=True, help_text='Last day, included.', null=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('dead', 'Given up'), ('skipped_outage', 'Passed while sending was down'), ('withdrawn', 'No longer needed'), ('returned', 'Came back')], default='waiting', max_length=14),
        ),
        migrations.AlterField(
            model_name='obligationevent',
            name='kind',
            field=models.CharField(choices=[('started', 'Started'), ('step', 'Reminder'), ('acknowledged', 'Acknowledged'), ('snoozed', 'Put off'), ('attempted', 'Attempted'), ('extended', 'Extended'), ('corrected', 'Corrected'), ('recomputed', 'Worked out again'), ('waiver_asked', 'Not applicable, first person'), ('waived', 'Not applicable'), ('met', 'Done'), ('superseded', 'Superseded'), ('carried', 'Carried on'), ('handed', 'Handed over'), ('taken_back', 'Taken back')], max_length=14),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=django.contrib.postgres.indexes.HashIndex(condition=models.Q(('state', 'sent')), fields=['message_id'], name='notice_sent_as'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('handed_by__isnull', False), ('state', 'open')), fields=['handed_by'], name='obligation_handed_by'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('mail_returned_at__isnull', False)), fields=['district'], name='user_unreached'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), ('ended_at__isnull', False), _connector='OR'), name='designation_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('until_on__isnull', False)), _connector='OR'), name='designation_ended_by'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', False), ('state', 'returned')), models.Q(models.Q(('state', 'returned'), _negated=True), ('returned_at', None)), _connector='OR'), name='notice_returned_at'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('handed_by', None), ('actor__isnull', False), _connector='OR'), name='obligation_handed_to_a_person'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mail_returned_at', None), ('mail_returned_code', ''), ('mail_returned_email', '')), models.Q(('mail_returned_at__isnull', False), models.Q(('mail_returned_code', ''), _negated=True), models.Q(('mail_returned_email', ''), _negated=True)), _connector='OR'), name='user_mail_returned'),
        ),
    ])
