"""The district's outage kit: the superintendent names the one person who holds its envelope, or ends it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reporting.actions.kits import end_kit, holder_of, is_written, name_kit_holder_by
from reporting.forms.kits import KitForm
from tat.idempotency import once
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.sign_in import asks_factor_again
from tat.views.mending import taken

NAMES = Permission.NAME_KIT_HOLDER


@needs(NAMES, "GET")
def kit(request: HttpRequest) -> HttpResponse:
    """Who holds the envelope, and the form that names somebody else."""
    return show(request)


def show(request: HttpRequest, form: KitForm | None = None, passphrase: str | None = None) -> HttpResponse:
    """The page, with the passphrase on it this once, where one was made just now."""
    scope = request_scope(request)
    context = {
        "row": holder_of(scope),
        "written": is_written(),
        "form": None if passphrase else form or KitForm(district_id=scope.district_id),
        "passphrase": passphrase,
    }
    return render(request, "reporting/kit.html", context)


@needs(NAMES, "POST")
@asks_factor_again
def name(request: HttpRequest) -> HttpResponse:
    """Name somebody: the passphrase stands on this page and never again."""
    form = KitForm(request.POST, district_id=request_scope(request).district_id)
    words = taken(form, lambda: name_kit_holder_by(by=request.user, holder=form.cleaned_data["who"]))  # type: ignore[arg-type]
    return show(request, form, words or "")


@needs(NAMES, "POST")
@asks_factor_again
@once
def end(request: HttpRequest) -> HttpResponse:
    """No kit is written any more."""
    end_kit(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Ended. No kit is written from the next night on; take the last file and its envelope away."))
    return redirect("outage_kit")
