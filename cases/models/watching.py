"""Dates to watch: precipitating events of a case with their alerts and outcome; and the check after an act of violence elsewhere."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models.case import CaseFact
from cases.watching import Occurrence, Watched, When
from tat import vault
from tat.vault import SealedText

ALL_DATES = ("from_on", "until_on", "month", "day")


def _only(*names: str) -> Q:
    """The condition that of the four dates these are there and the others are not."""
    return Q(**{f"{name}__isnull": name not in names for name in ALL_DATES})


class WatchItem(CaseFact):
    """A precipitating event to watch (4:190-AP2-E5; handbook 7.6). Label and days of alert are copied from the kind when it is chosen.

    `dated_at` is when its day was last stated: alerts that were over by then are asked of nobody.
    """

    kind = models.CharField(max_length=16)
    label = SealedText(max_length=300)
    days_before = models.PositiveSmallIntegerField()
    days_after = models.PositiveSmallIntegerField()
    when = models.CharField(max_length=7, choices=When)
    from_on = models.DateField(null=True, blank=True, help_text="The exact day, or the first of a window.")
    until_on = models.DateField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    dated_at = models.DateTimeField()
    event = SealedText(max_length=2000, help_text="What it is, in exact words.")
    effect = SealedText(max_length=2000, blank=True, help_text="What is feared of it.")
    mitigation = SealedText(max_length=2000, blank=True, help_text="What is done before it.")
    owner = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    separation = models.ForeignKey(
        "cases.PlanStrategy",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where it is the return after a separation: that one, as it stands in the first version of the plan.",
    )
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(when="exact") & _only("from_on")
                | Q(when="window", until_on__gte=models.F("from_on")) & _only("from_on", "until_on")
                | Q(when="yearly", month__gte=1, month__lte=12, day__gte=1, day__lte=31) & _only("month", "day")
                | Q(when="unknown") & _only(),
                name="watch_dates_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False), name="watch_ended_pair"
            ),
            models.CheckConstraint(
                condition=Q(changed_at=None, changed_by=None) | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="watch_changed_pair",
            ),
        ]

    def watched(self) -> Watched:
        """Its days, for the rules of cases/watching.py."""
        return Watched(
            when=self.when,
            before=self.days_before,
            after=self.days_after,
            from_on=self.from_on,
            until_on=self.until_on,
            month=self.month,
            day=self.day,
        )

    def alert_ref(self, occurrence: Occurrence) -> str:
        """What the alert of one occurrence is called among the duties."""
        return f"watch:{self.pk}:{occurrence.starts_on.isoformat()}"


class WatchEntry(CaseFact):
    """What was done about one occurrence of a date to watch, or what came of it; entries are only added."""

    class Kind(models.TextChoices):
        BEFORE = "before", "What was done; it is watched on"
        AFTER = "after", "What came of it; it is over this time"

    item = models.ForeignKey(WatchItem, models.PROTECT, related_name="entries")
    occurs_on = models.DateField()
    kind = models.CharField(max_length=6, choices=Kind)
    text = SealedText(max_length=2000)

    class Meta:
        verbose_name_plural = "watch entries"
        constraints = [models.UniqueConstraint(fields=["item", "occurs_on"], condition=Q(kind="after"), name="watch_over_once")]


class ContagionSweep(models.Model):
    """One act of violence elsewhere, in a sentence without personal data, after which the active cases are looked at (handbook 7.6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="contagion_sweeps")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    words = SealedText(max_length=500)
    started_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    started_name = models.CharField(max_length=150)
    started_position = models.CharField(max_length=150, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "started_at", "id"], name="sweep_of_district")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()


class SweepCheck(CaseFact):
    """One case that a sweep asks to be looked at; who asked, and when."""

    sweep = models.ForeignKey(ContagionSweep, models.PROTECT, related_name="checks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sweep", "case"], name="sweep_check_once")]

    @property
    def is_answered(self) -> bool:
        return hasattr(self, "answer")

    @property
    def works_in(self) -> uuid.UUID:
        """The case in which it is answered: its own, or the one that it was merged into."""
        return self.case.merged_into_id or self.case_id


class SweepAnswer(CaseFact):
    """What the look at one case showed, or why none was needed."""

    class Kind(models.TextChoices):
        CHECKED = "checked", "The case was checked"
        NOT_NEEDED = "not_needed", "No check is needed"

    asked = models.OneToOneField(SweepCheck, models.PROTECT, related_name="answer")
    kind = models.CharField(max_length=10, choices=Kind)
    text = SealedText(max_length=2000)
