"""Guidance that a district may edit: factors, questions, topics, strategies, responses, recipients, indicators, watch kinds."""

import uuid
from functools import cache
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.levels import Level
from cases.step import FactorKind, Interviewee, StepDomain
from tat.models.prepared import Given, Prepared

OFFICIAL_NOTE = "District-defined default, not an official list"
OWN_NOTE = "District's own wording"


class GuidanceQuerySet(models.QuerySet[Any]):
    """Queries on a catalogue in the handbook's words."""

    def in_force(self, district_id: int | Given | None) -> "GuidanceQuerySet":
        """What a district offers today: its own rows, and the shipped defaults that it has not replaced."""
        whose = Q(district_id=district_id)
        replaced = self.model._default_manager.filter(whose, current=True).values("code")
        return self.filter(whose | (Q(district_id=None) & ~Q(code__in=replaced)), current=True, active=True)


class Guidance(models.Model):
    """What every catalogue row shares. An abstract table, because nine catalogues are edited, pinned and printed alike.

    A row's text is never rewritten: an edit is a new edition of the code, and the earlier row stays with `current` off,
    so that a case shows what its team read. `district` null means shipped with the product.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=16)
    label = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    edition = models.CharField(max_length=20)
    basis = models.CharField(max_length=200, blank=True, help_text="Where the row comes from, as far as known.")
    unverified = models.BooleanField(default=False)
    official_note = models.BooleanField(default=True, help_text="Shown and printed: District-defined default, not an official list.")
    current = models.BooleanField(default=True, help_text="This edition of the code is in force.")
    active = models.BooleanField(default=True, help_text="Offered to choose.")

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["district", "code", "edition"], nulls_distinct=False, name="%(class)s_edition_once"),
            models.UniqueConstraint(
                fields=["district", "code"], condition=Q(current=True), nulls_distinct=False, name="%(class)s_one_current"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def offered(cls, district_id: int | None) -> list[Self]:
        """What is in force in a district, in the order of the list."""
        return _offered(cls)(district=district_id)

    @property
    def note_shown(self) -> str:
        """The words that stand beside a list that no official source gave; "" where the procedure gave it."""
        return OFFICIAL_NOTE if self.official_note else ""


@cache
def _offered(catalogue: type[Any]) -> Prepared[Any]:
    return Prepared(lambda: catalogue.objects.in_force(Given("district")))


class Factor(Guidance):
    """A factor of the STEP assessment; kinds are kept apart and never added up."""

    domain = models.CharField(max_length=1, choices=StepDomain)
    kind = models.CharField(max_length=2, choices=FactorKind)


class KeyQuestion(Guidance):
    """One of the eleven key questions; `label` is the question."""

    domains = ArrayField(models.CharField(max_length=1, choices=StepDomain))


class Prompt(Guidance):
    """A prompt under a key question, joined by the question's code."""

    question = models.CharField(max_length=16)


def instrument(district_id: int) -> str:
    """Which editions of the factors and key questions a district works with today, as a case keeps them."""
    parts = (("factors", Factor), ("key questions", KeyQuestion))
    found = [(words, sorted({row.edition for row in catalogue.offered(district_id)})) for words, catalogue in parts]
    return "STEP: " + ", ".join(f"{words} {' and '.join(editions)}" for words, editions in found if editions)


class InterviewTopic(Guidance):
    """A topic to cover with one kind of interviewee."""

    interviewee = models.CharField(max_length=10, choices=Interviewee)


class Strategy(Guidance):
    """A strategy of 4:190-AP2-E5 or of the district, with its rung of intrusiveness."""

    class Separation(models.TextChoices):
        YES = "Y", "Separation: the safeguard is required"
        DISTANCING = "S", "Distancing: the safeguard is offered"
        NO = "N", "No separation"

    domain = models.CharField(max_length=1, choices=StepDomain)
    group = models.CharField(max_length=60)
    rung = models.PositiveSmallIntegerField()
    separation = models.CharField(max_length=1, choices=Separation, default=Separation.NO)
    note = models.CharField(max_length=300, blank=True)
    district_addition = models.BooleanField(default=False)

    class Meta(Guidance.Meta):
        verbose_name_plural = "strategies"
        constraints = [
            *Guidance.Meta.constraints,
            models.CheckConstraint(condition=Q(rung__gte=1, rung__lte=5), name="strategy_rung_1_to_5"),
        ]

    @property
    def is_separation(self) -> bool:
        return self.separation == self.Separation.YES

    @property
    def offers_safeguard(self) -> bool:
        return self.separation != self.Separation.NO


class ResponseOption(Guidance):
    """A response to one level. `required` comes from the exhibit's examples: "not done" with a reason is allowed."""

    level = models.CharField(max_length=10, choices=Level)
    required = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)


class Recipient(Guidance):
    """Somebody to notify, and how firmly at each level; an empty cell means not at that level."""

    moderate = models.CharField(max_length=20, blank=True)
    high = models.CharField(max_length=20, blank=True)
    imminent = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)

    def at_level(self, level: str) -> str:
        """“yes”, “consider”, “as needed” and the like for this level; "" where the list has nothing."""
        return {Level.MODERATE: self.moderate, Level.HIGH: self.high, Level.IMMINENT: self.imminent}.get(Level(level), "")


class Indicator(Guidance):
    """One of the district's imminence indicators. No number of marks gives an answer; a person decides."""

    text = models.CharField(max_length=300)

    @property
    def note_shown(self) -> str:
        """The words beside it: a shipped default, or what the district wrote itself; neither is official."""
        return super().note_shown or OWN_NOTE


class WatchKind(Guidance):
    """A kind of precipitating event to watch, with its default days of alert."""

    factor = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=300, blank=True)
    alert_days_before = models.PositiveSmallIntegerField()
    alert_days_after = models.PositiveSmallIntegerField()
    recurs_yearly = models.BooleanField(default=True)
