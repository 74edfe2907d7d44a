"""Set-up words that administrators hand over, and second factors that two of them release."""

import uuid

from django.db import models
from django.db.models import F, Q


class SetUpWord(models.Model):
    """A word with which a person sets a password, once. The word itself is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("tat.User", models.CASCADE, related_name="set_up_words")
    mac = models.BinaryField(max_length=32, help_text="Keyed hash of the word.")
    made_by = models.ForeignKey("tat.User", models.PROTECT, null=True, db_index=False, related_name="+", help_text="Null: at the server.")
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When another word took its place, or the account ended.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used_at=None) | Q(ended_at=None), name="set_up_word_used_or_ended"),
            models.UniqueConstraint(fields=["user"], condition=Q(used_at=None, ended_at=None), name="set_up_word_one_for_each"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FactorRelease(models.Model):
    """The lost second factor of a person: one administrator asks for its release, another releases it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("tat.User", models.CASCADE, related_name="factor_releases")
    asked_by = models.ForeignKey("tat.User", models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    until_at = models.DateTimeField(help_text="When the asking runs out, unless it is released before.")
    released_by = models.ForeignKey("tat.User", models.PROTECT, null=True, db_index=False, related_name="+")
    released_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was taken back or ran out.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None) | Q(released_by__isnull=False, released_at__isnull=False, ended_at=None),
                name="factor_release_decided",
            ),
            models.CheckConstraint(condition=~Q(released_by=F("asked_by")), name="factor_release_by_two"),
            models.CheckConstraint(condition=~Q(user=F("asked_by")) & ~Q(user=F("released_by")), name="factor_release_by_others"),
            models.UniqueConstraint(fields=["user"], condition=Q(released_at=None, ended_at=None), name="factor_release_one_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ProviderTie(models.Model):
    """Which person of an identity provider an account belongs to: fixed at the first sign-in through it. Who that is there is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("tat.User", models.CASCADE, related_name="provider_ties")
    provider = models.CharField(max_length=40, help_text="Its id in the settings' file.")
    mac = models.BinaryField(max_length=32, help_text="Keyed hash of the provider's own name for the person.")
    tied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "provider"], name="provider_tie_one_for_each"),
            models.UniqueConstraint(fields=["provider", "mac"], name="provider_tie_one_account"),
        ]

    def __str__(self) -> str:
        return str(self.id)
