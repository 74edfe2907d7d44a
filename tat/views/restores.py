"""After a restore: what was lost, and the word of a superintendent or of the server's administrator that mail may leave again."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.actions.restores import confirm_restore
from tat.forms.base import Form
from tat.idempotency import once
from tat.models import Restore
from tat.permissions import needs
from tat.roles import Permission
from tat.sign_in import asks_factor_again

SHOWN = 10
LOOKED = _l("Look at the records first, then tick this.")
NONE_WAITS = _l("No restore waits to be confirmed. Nothing was changed.")


class ConfirmForm(Form):
    """That somebody has looked."""

    looked = forms.BooleanField(
        label=_l("I looked at the restored records, and what is missing is being entered again"), error_messages={"required": LOOKED}
    )


@needs(Permission.CONFIRM_RESTORE, "GET")
def restore_list(request: HttpRequest) -> HttpResponse:
    """The restore that waits, with what it lost; and earlier ones."""
    return show(request)


def show(request: HttpRequest, form: ConfirmForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    rows = Restore.objects.select_related("confirmed_by")
    waiting = rows.filter(confirmed_at=None).first()
    earlier = rows.exclude(confirmed_at=None).order_by("-at")[:SHOWN]
    form = form or (ConfirmForm() if waiting else None)
    return render(request, "tat/restores.html", {"waiting": waiting, "earlier": earlier, "form": form})


@needs(Permission.CONFIRM_RESTORE, "POST")
@asks_factor_again
@once
def confirm(request: HttpRequest) -> HttpResponse:
    """Let mail leave again."""
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            confirm_restore(by=request.user)  # type: ignore[arg-type]
        except Restore.DoesNotExist:
            form.add_error(None, NONE_WAITS)
        else:
            messages.success(request, _("Confirmed, with your name. Mail leaves again; the strip on the pages goes within a minute."))
            return redirect("restore_list")
    return show(request, form)
