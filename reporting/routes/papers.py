"""Addresses of a case's papers, letters and packets, of the papers of targets' plans, and of the public check."""

from django.urls import URLPattern, path

from reporting.views import check, letters, packet_checks, packets, papers, target_papers

urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/papers/", papers.case_papers, name="case_papers"),
    path("cases/<str:code>/papers/issue/", papers.issue, name="paper_issue"),
    path("cases/<str:code>/letters/", letters.case_letters, name="case_letters"),
    path("cases/<str:code>/letters/make/", letters.make, name="letter_make"),
    path("cases/<str:code>/packets/", packets.case_packets, name="case_packets"),
    path("cases/<str:code>/packets/release/", packets.release, name="packet_release"),
    path("cases/<str:code>/packets/<uuid:packet_id>/", packet_checks.packet_detail, name="packet_detail"),
    path("cases/<str:code>/packets/<uuid:packet_id>/check/", packet_checks.check, name="packet_check"),
    path("cases/<str:code>/packets/<uuid:packet_id>/give/", packet_checks.give, name="packet_give"),
    path("cases/<str:code>/targets/<uuid:party_id>/papers/", target_papers.target_papers, name="target_papers"),
    path("cases/<str:code>/targets/<uuid:party_id>/papers/issue/", target_papers.issue, name="target_paper_issue"),
    path("papers/<uuid:paper_id>/", papers.paper_html, name="paper_html"),
    path("papers/<uuid:paper_id>/file.pdf", papers.paper_pdf, name="paper_pdf"),
    path("check/", check.check_start, name="check_start"),
    path("check/ask/", check.check_ask, name="check_ask"),
    path("check/<str:check_code>/", check.paper_check, name="paper_check"),
]
