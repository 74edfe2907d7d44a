"""Certificates and lists of those who came, kept with the training that they prove (handbook 8.6)."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _

from tat import audit, clock, files
from tat.actions.papers_shown import ONLY_SHOWN, cannot_be_shown
from tat.actions.stamps import stamp
from tat.actions.team_doors import team_read
from tat.actions.training import may_record_members, may_record_session, may_record_staff, year_read
from tat.models import DataKey, Training, TrainingFile, User
from tat.permissions import Scope, scope_of
from tat.uploads import MOST_FILES, Keepable, keep
from tat.workflow import refuse

NONE = "No file is chosen. Choose at least one."
TOO_MANY = "20 files at once are the most. Send the others afterwards."
FULL = "This training holds 100 files. Put the others into one PDF."
MOST_OF_ONE = 100


def training_read(scope: Scope, training_id: uuid.UUID) -> Training:
    """A training, for whoever reads the log in which it stands: of its team, or of all staff. Raises Http404."""
    rows = Training.objects.filter(pk=training_id, district=scope.district_id or 0).select_related("team", "school_year", "district")
    training = rows.first()
    if training is None:
        raise Http404
    if training.team is not None:
        training.team = team_read(scope, training.team.ref)
    else:
        assert training.school_year is not None
        training.school_year = year_read(scope, training.school_year.ref)
    return training


def may_add_files(scope: Scope, training: Training) -> bool:
    """Whoever may record such a training."""
    if training.team is None:
        return training.school_year is not None and may_record_staff(scope, training.school_year)
    if training.topic in Training.OF_MEMBERS:
        return may_record_members(scope, training.team)
    return may_record_session(scope, training.team)


def add_training_files(*, training_id: uuid.UUID, by: User, given: Sequence[Keepable]) -> list[TrainingFile]:
    """Keep certificates or lists with a training. If the act fails, neither a row nor a byte stays.

    Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        scope = scope_of(by, at)
        training = training_read(scope, training_id)
        if not may_add_files(scope, training):
            raise PermissionDenied
        Training.objects.select_for_update(no_key=True).get(pk=training.pk)
        last = TrainingFile.objects.filter(training=training).aggregate(last=Max("number"))["last"] or 0
        refuse(
            ("files", _(NONE), not given),
            ("files", _(TOO_MANY), len(given) > MOST_FILES),
            ("files", _(FULL), last + len(given) > MOST_OF_ONE),
            ("files", str(ONLY_SHOWN), cannot_be_shown(given)),
        )
        rows = []
        for number, (each, key) in enumerate(zip(given, DataKey.objects.mint_all(len(given)), strict=True), start=last + 1):
            original, display = keep(each, key=key, at=at)
            made += [original, display]
            row = TrainingFile(training=training, number=number, name=each.name, extension=each.extension, key=key, **stamp(by, at))
            row.original, row.display = original, display  # type: ignore[assignment]
            rows.append(row)
        TrainingFile.objects.bulk_create(rows)
        about = ("training", training.pk)
        audit.record("training_file_added", by=by, at=at, about=about, district_id=training.district_id, count=len(rows))
    return rows
