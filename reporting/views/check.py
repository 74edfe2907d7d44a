"""Is this paper genuine? Anybody may ask; the answer is yes or no and shows nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reporting.documents import as_printed
from reporting.models import IssuedDocument
from tat.permissions import public


@public("GET")
def paper_check(request: HttpRequest, check_code: str) -> HttpResponse:
    """Yes or no. No kind, no person, no date: whoever holds the paper has those."""
    issued = IssuedDocument.objects.filter(check_code=as_printed(check_code[:40])).exists()
    return render(request, "reporting/check.html", {"issued": issued})
