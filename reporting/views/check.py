"""Is this paper genuine? Anybody may ask; the answer is yes or no and shows nothing else."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reporting.documents import as_printed
from reporting.documents.exercise_kind import EXERCISE
from reporting.models import IssuedDocument
from tat.permissions import public


@public("GET")
def paper_check(request: HttpRequest, check_code: str) -> HttpResponse:
    """Yes or no. No kind, no person, no date: whoever holds the paper has those. Of practice only an exercise's own record is a paper."""
    found = IssuedDocument.objects.filter(check_code=as_printed(check_code[:40]))
    issued = found.filter(~Q(case__practice=True) | Q(kind=EXERCISE)).exists()
    return render(request, "reporting/check.html", {"issued": issued})
