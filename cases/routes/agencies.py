"""Addresses of the directory of agencies and of the State Police's portal."""

from django.urls import URLPattern, path

from cases.views import agencies, portal

urlpatterns: list[URLPattern] = [
    path("agencies/", agencies.agency_list, name="agency_list"),
    path("agencies/add/", agencies.add, name="agency_add"),
    path("agencies/<uuid:agency_id>/", agencies.agency_detail, name="agency_detail"),
    path("agencies/<uuid:agency_id>/change/", agencies.change, name="agency_change"),
    path("agencies/<uuid:agency_id>/check/", agencies.check, name="agency_check"),
    path("agencies/<uuid:agency_id>/end/", agencies.end, name="agency_end"),
    path("agencies/<uuid:agency_id>/resume/", agencies.resume, name="agency_resume"),
    path("agencies/<uuid:agency_id>/agreement/", agencies.agreement, name="agency_agreement"),
    path("portal/", portal.portal, name="portal"),
    path("portal/years/<uuid:year_id>/", portal.portal_year, name="portal_year"),
    path("portal/agreement/", portal.agreement, name="portal_agreement"),
    path("portal/logins/add/", portal.add_one, name="portal_login_add"),
    path("portal/logins/<uuid:login_id>/end/", portal.end_one, name="portal_login_end"),
    path("portal/logins/<uuid:login_id>/test/", portal.test_one, name="portal_login_test"),
]
