"""Addresses of the annual filing, of the district in numbers, and of what it asks after an act of violence elsewhere."""

from django.urls import URLPattern, path

from reporting.views import contagion, district, filing, filing_acts, filing_papers

urlpatterns: list[URLPattern] = [
    path("filing/", filing.filing_list, name="filing_list"),
    path("filing/<int:year>/", filing.filing_detail, name="filing_detail"),
    path("filing/of/<uuid:filing_id>/", filing.filing_of, name="filing_of"),
    path("filing/<int:year>/preview/", filing_papers.preview, name="filing_preview"),
    path("filing/<int:year>/packet.pdf", filing_papers.packet, name="filing_packet"),
    path("filing/<int:year>/paper/<uuid:document_id>/file.pdf", filing_papers.paper, name="filing_paper"),
    path("filing/<int:year>/letter/to/<uuid:agency_id>/", filing_papers.letter_preview, name="filing_letter_preview"),
    path("filing/<int:year>/procedure/<uuid:procedure_id>/file.pdf", filing_papers.procedure, name="filing_procedure"),
    path("filing/<int:year>/proof/<uuid:recipient_id>/scan/", filing_papers.scan, name="filing_scan"),
    path("filing/<int:year>/open/", filing_acts.open_it, name="filing_open"),
    path("filing/<int:year>/procedure/add/", filing_acts.add_edition, name="filing_edition"),
    path("filing/<int:year>/freeze/", filing_acts.freeze, name="filing_freeze"),
    path("filing/<int:year>/supplement/", filing_acts.supplement, name="filing_supplement"),
    path("filing/<int:year>/proof/<uuid:recipient_id>/", filing_acts.proof, name="filing_proof"),
    path("filing/<int:year>/board/", filing_acts.board, name="filing_board"),
    path("district/", district.district, name="district"),
    path("district/sweeps/", contagion.contagion_list, name="contagion_list"),
    path("district/sweeps/ask/", contagion.ask, name="contagion_ask"),
]
