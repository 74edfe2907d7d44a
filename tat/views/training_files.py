"""One training: what was recorded, and the certificates and lists that prove it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from tat import audit
from tat.actions.training_files import NONE, add_training_files, may_add_files, training_read
from tat.forms.training_files import TrainingFilesForm
from tat.idempotency import once
from tat.models import Training, TrainingFile
from tat.permissions import request_scope, signed_in
from tat.uploads import KINDS, takes_files
from tat.uploads.waiting import FILES, FilesSent
from tat.views.files import download
from tat.views.mending import mend
from tat.workflow import Blocked

FORM = "training_files"


@signed_in("GET")
def training_detail(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """What was recorded, with its files; and the form that adds some, for whoever may record such a training."""
    return show(request, training_read(request_scope(request), training_id))


def show(request: HttpRequest, training: Training, form: TrainingFilesForm | None = None, sent: FilesSent | None = None) -> HttpResponse:
    """The page, with the form's errors and the files that wait where there are any."""
    context = {
        "training": training,
        "people": training.trained.order_by("name"),
        "files": training.files.select_related("original").order_by("number"),
        "form": (form or TrainingFilesForm()) if may_add_files(request_scope(request), training) else None,
        "sent": sent,
    }
    return render(request, "tat/training_detail.html", context)


@signed_in("POST")
@takes_files
def add(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """Add files. For whoever may not, it is not there."""
    training = training_read(request_scope(request), training_id)
    if not may_add_files(request_scope(request), training):
        raise Http404
    return _add(request, training)


@once
def _add(request: HttpRequest, training: Training) -> HttpResponse:
    sent = FilesSent(request.user, FORM, str(training.pk), request.POST, request.FILES.getlist(FILES))
    form = TrainingFilesForm(request.POST)
    form.is_valid()
    for sentence in sent.sentences() or ([] if sent.all() else [NONE]):
        form.add_error(FILES, sentence)
    if not form.errors and _added(request, training, form, sent):
        return redirect("training_detail", training_id=training.pk)
    sent.keep(request_scope(request).at)
    return show(request, training, form, sent)


def _added(request: HttpRequest, training: Training, form: TrainingFilesForm, sent: FilesSent) -> bool:
    try:
        rows = add_training_files(training_id=training.pk, by=request.user, given=sent.all())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return False
    sent.done()
    messages.success(request, ngettext("The file is kept.", "%(n)d files are kept.", len(rows)) % {"n": len(rows)})
    return True


@signed_in("GET")
def training_file(request: HttpRequest, training_id: uuid.UUID, number: int) -> StreamingHttpResponse:
    """The copy of one file; each download is on record."""
    scope = request_scope(request)
    training = training_read(scope, training_id)
    row = TrainingFile.objects.filter(training=training, number=number).select_related("display__key").first()
    if row is None:
        raise Http404
    digest = bytes(row.display.sha256)
    audit.record_access(request.user, kind="file", page="training_file", ref=(training.pk, ""), at=scope.at, digest=digest)  # type: ignore[arg-type]
    return download(request, row.display, f"training-{training.on}-{number}.{KINDS[row.extension].shown_as}")
