"""Addresses of a case's papers and letters, and of the public check."""

from django.urls import URLPattern, path

from reporting.views import check, letters, papers

urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/papers/", papers.case_papers, name="case_papers"),
    path("cases/<str:code>/papers/issue/", papers.issue, name="paper_issue"),
    path("cases/<str:code>/letters/", letters.case_letters, name="case_letters"),
    path("cases/<str:code>/letters/make/", letters.make, name="letter_make"),
    path("papers/<uuid:paper_id>/", papers.paper_html, name="paper_html"),
    path("papers/<uuid:paper_id>/file.pdf", papers.paper_pdf, name="paper_pdf"),
    path("check/<str:check_code>/", check.paper_check, name="paper_check"),
]
