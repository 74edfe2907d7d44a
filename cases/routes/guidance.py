"""Addresses of the guidance that a district edits, and of those who act for its offices."""

from django.urls import URLPattern, path

from cases.views import acting_leads, clocks, designations, indicators, school_calendar, services, setting_up

urlpatterns: list[URLPattern] = [
    path("district/designations/", designations.designation_list, name="designation_list"),
    path("district/designations/make/", designations.make, name="designation_make"),
    path("district/designations/<uuid:designation_id>/end/", designations.end, name="designation_end"),
    path("teams/acting/", acting_leads.acting_lead_list, name="acting_lead_list"),
    path("teams/acting/put/", acting_leads.put, name="acting_lead_put"),
    path("teams/acting/<uuid:acting_id>/end/", acting_leads.end, name="acting_lead_end"),
    path("settings/", setting_up.district_setup, name="district_setup"),
    path("settings/clocks/", clocks.clocks, name="district_clocks"),
    path("settings/clocks/save/", clocks.save, name="clocks_save"),
    path("settings/calendar/", school_calendar.school_calendar, name="school_calendar"),
    path("settings/calendar/days/", school_calendar.add, name="closed_days_add"),
    path("settings/calendar/days/<int:day_id>/remove/", school_calendar.remove, name="closed_day_remove"),
    path("settings/calendar/years/", school_calendar.add_year, name="school_year_add"),
    path("settings/indicators/", indicators.indicator_list, name="indicator_list"),
    path("settings/indicators/add/", indicators.add, name="indicator_add"),
    path("settings/indicators/<str:indicator>/change/", indicators.change, name="indicator_change"),
    path("settings/indicators/<str:indicator>/stop/", indicators.stop, name="indicator_stop"),
    path("settings/indicators/<str:indicator>/offer/", indicators.offer, name="indicator_offer"),
    path("settings/indicators/<str:indicator>/up/", indicators.up, name="indicator_up"),
    path("settings/indicators/<str:indicator>/down/", indicators.down, name="indicator_down"),
    path("settings/services/", services.service_list, name="service_list"),
    path("settings/services/add/", services.add, name="service_add"),
    path("settings/services/<uuid:service_id>/", services.service_detail, name="service_detail"),
    path("settings/services/<uuid:service_id>/change/", services.change, name="service_change"),
    path("settings/services/<uuid:service_id>/stop/", services.stop, name="service_stop"),
    path("settings/services/<uuid:service_id>/offer/", services.offer, name="service_offer"),
]
