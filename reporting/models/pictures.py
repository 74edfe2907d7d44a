"""Pictures of documents: the copies of uploaded originals in which places are covered, made for a release."""

import json
from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models.case import CaseFact
from tat.vault import SealedText


class PictureCopy(CaseFact):
    """One copy of one file of the case for one recipient: places marked page by page, then made, and from then on unchanged.

    Who began it wrote the entry. The original stays sealed; the copy is drawn from the pages that are shown, never of the original.
    """

    attachment = models.ForeignKey("cases.Attachment", models.PROTECT, related_name="pictures")
    number = models.PositiveIntegerField(help_text="Counted within the file.")
    for_whom = SealedText(max_length=200, help_text="Whom it is made for, so that it goes to nobody else by mistake.")
    rows = ArrayField(
        models.PositiveSmallIntegerField(), help_text="Of each page, how many rows of squares lie over it; 24 columns always."
    )
    looked = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, help_text="The pages that somebody went through.")
    places = SealedText(max_length=200_000, default="{}", help_text="By page, the squares that are covered, as JSON.")
    file = models.OneToOneField("tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", help_text="The copy, a PDF.")
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    made_name = models.CharField(max_length=150, blank=True, help_text="As it was when it was made.")
    made_position = models.CharField(max_length=150, blank=True)
    masked_by = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="Ids of those who covered a page of it.")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    checked_name = models.CharField(max_length=150, blank=True)
    checked_position = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="picture_number_once"),
            models.CheckConstraint(
                condition=Q(file=None, made_at=None, made_by=None, made_name="")
                | Q(file__isnull=False, made_at__gte=F("recorded_at"), made_by__isnull=False, made_name__gt=""),
                name="picture_made_with_its_file",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__gte=F("made_at"), checked_by__isnull=False) & ~Q(checked_by=F("made_by")),
                name="picture_checked_by_a_second_person",
            ),
        ]

    @property
    def name(self) -> str:
        """What people call it, and its download: K7Q2-3-copy-1."""
        return f"{self.case.short_code}-{self.attachment.number}-copy-{self.number}"

    @property
    def squares(self) -> dict[int, list[str]]:
        """The covered squares of each page that has any."""
        return {int(page): names for page, names in json.loads(self.places).items()}

    def covered_with(self, page: int, names: Sequence[str]) -> str:
        """`places` once these squares are what is covered on that page."""
        return json.dumps({**self.squares, page: list(names)})

    @property
    def digest(self) -> str:
        """SHA-256 of the copy as 64 letters; "" while there is none."""
        return bytes(self.file.sha256).hex() if self.file else ""

    @property
    def pages(self) -> int:
        return len(self.rows)

    @property
    def pages_left(self) -> list[int]:
        """The pages that nobody went through yet."""
        return [page for page in range(1, self.pages + 1) if page not in self.looked]

    @property
    def covered(self) -> int:
        """How many pages have a covered place."""
        return sum(bool(names) for names in self.squares.values())
