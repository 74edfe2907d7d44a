"""The files of one form as a request brings them: newly chosen, and kept from an earlier try, since a browser forgets what was chosen.

What is kept is its sender's alone: sealed under a key of its own, found by person and form, swept a day later.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import QueryDict
from django.utils.functional import Promise

from tat import files
from tat.models import DataKey, User, WaitingFile
from tat.uploads import MOST_FILES, MOST_PER_CASE, Judged, Keepable, Refused, Stored, judge, keep
from tat.uploads.names import clean_name
from tat.uploads.refusals import TOO_MANY, TOO_MUCH, UNCHECKED

FILES, WAITING, LEFT_OUT = "files", "waiting", "leave_out"


class FilesSent:
    """What one form holds of files. `refused` are names with the sentence why; `waiting` rows are on the page already."""

    def __init__(self, user: User, form: str, ref: str, data: QueryDict | None = None, uploads: Iterable[UploadedFile] = ()) -> None:
        self.user, self.form, self.ref = user, form, ref
        self.waiting = self._kept_before(data) if data else []
        self.judged: list[Judged] = []
        self.refused: list[tuple[str, str | Promise]] = []
        for upload in uploads:
            self._take(upload)

    def _kept_before(self, data: QueryDict) -> list[WaitingFile]:
        """The rows that the form names; those ticked to be left out go at once."""
        named, left_out = _ids(data.getlist(WAITING)), _ids(data.getlist(LEFT_OUT))
        rows = list(waiting_for(self.user, self.form, self.ref).filter(pk__in=named)) if named else []
        rows.sort(key=lambda row: named.index(row.pk))
        staying = [row for row in rows if row.pk not in left_out]
        for row in rows:
            if row not in staying:
                remove_waiting(row)
        return staying

    def _take(self, upload: UploadedFile) -> None:
        try:
            if len(self.judged) + len(self.waiting) >= MOST_FILES:
                raise Refused(TOO_MANY)
            judged = judge(upload)
            if judged.size + sum(each.size for each in self.all()) > MOST_PER_CASE:
                raise Refused(TOO_MUCH)
            self.judged.append(judged)
        except Refused as refused:
            self.refused.append((clean_name(upload.name or ""), refused.sentence))
        except OSError:  # the disk; the text beside it must not suffer
            self.refused.append((clean_name(upload.name or ""), UNCHECKED))

    def all(self) -> tuple[Keepable, ...]:
        """Everything that was accepted, for the action."""
        return (*(Stored(row.name, row.extension, row.original, row.display) for row in self.waiting), *self.judged)

    def sentences(self) -> list[str]:
        """Which files were refused and why."""
        return [f"{name}: {why}" for name, why in self.refused]

    def keep(self, at: datetime) -> None:
        """The form is shown again: what was newly chosen waits with what waited before."""
        for judged in self.judged:
            if _waiting_bytes(self.user) + judged.size > MOST_PER_CASE:
                self.refused.append((judged.name, TOO_MUCH))
            else:
                self.waiting.append(self._keep(judged, at))
        self.judged = []

    def _keep(self, judged: Judged, at: datetime) -> WaitingFile:
        key = DataKey.objects.mint()
        with files.all_or_none() as made:
            original, display = keep(judged, key=key, at=at)
            made += [original, display]
            return WaitingFile.objects.create(
                user=self.user,
                form=self.form,
                object_ref=self.ref,
                key=key,
                name=judged.name,
                extension=judged.extension,
                original=original,
                display=display,
                at=at,
            )

    def done(self) -> None:
        """The form is saved, and has its own copies: what waited goes."""
        for row in self.waiting:
            remove_waiting(row)


def discard_waiting(user: User, form: str, ref: str) -> None:
    """The draft is thrown away: every file that waits for it goes."""
    with transaction.atomic():
        for row in waiting_for(user, form, ref):
            remove_waiting(row)


def waiting_for(user: User, form: str, ref: str) -> QuerySet[WaitingFile]:
    """The files of this person that wait for this form."""
    rows = WaitingFile.objects.filter(user=user, form=form, object_ref=ref)
    return rows.select_related("key", "original__key", "display__key").order_by("at", "pk")


def remove_waiting(row: WaitingFile) -> None:
    """Row, bytes and key."""
    row.delete()
    for stored in filter(None, (row.original, row.display)):
        files.remove(stored)
    row.key.delete()


def _waiting_bytes(user: User) -> int:
    return WaitingFile.objects.filter(user=user).aggregate(bytes=Sum("original__size"))["bytes"] or 0


def _ids(words: Iterable[str]) -> list[uuid.UUID]:
    """Those that are ids at all, in their order."""
    found = []
    for word in words:
        try:
            found.append(uuid.UUID(word))
        except ValueError:
            continue
    return found
