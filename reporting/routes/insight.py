"""Addresses of the district's numbers by school year, and of the audit of case files."""

from django.urls import URLPattern, path

from reporting.views import audits, insight

urlpatterns: list[URLPattern] = [
    path("district/years/", insight.figures, name="district_figures"),
    path("district/years/numbers.<table:ending>", insight.export, name="figures_export"),
    path("district/audits/", audits.audit_list, name="audit_list"),
    path("district/audits/draw/", audits.draw, name="audit_draw"),
    path("district/audits/<uuid:draw_id>/", audits.audit_detail, name="audit_detail"),
    path("district/audits/<uuid:draw_id>/print/", audits.print_it, name="audit_print"),
    path("district/audits/<uuid:draw_id>/papers/<int:number>/", audits.copy_html, name="audit_copy"),
    path("district/audits/<uuid:draw_id>/papers/<int:number>/file.pdf", audits.copy_pdf, name="audit_copy_pdf"),
]
