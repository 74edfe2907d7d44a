"""Addresses of the annual calendar, of the district's statistics on paper, and of the annual review of safety plans."""

from django.urls import URLPattern, path

from reporting.views import first_day, kits, review_acts, reviews, statistics, year_calendar

urlpatterns: list[URLPattern] = [
    path("district/calendar/", year_calendar.district_calendar, name="district_calendar"),
    path("district/calendar/<int:year>/", year_calendar.district_calendar_year, name="district_calendar_year"),
    path("district/calendar/<int:year>/print/", year_calendar.print_it, name="calendar_print"),
    path("district/calendar/<int:year>/copies/<int:number>/", year_calendar.copy_html, name="calendar_copy"),
    path("district/calendar/<int:year>/copies/<int:number>/file.pdf", year_calendar.copy_pdf, name="calendar_copy_pdf"),
    path("district/first-day/", first_day.first_day, name="first_day"),
    path("district/kit/", kits.kit, name="outage_kit"),
    path("district/kit/name/", kits.name, name="kit_name"),
    path("district/kit/end/", kits.end, name="kit_end"),
    path("district/statistics/print/", statistics.print_it, name="statistics_print"),
    path("district/statistics/<int:number>/", statistics.copy_html, name="statistics_copy"),
    path("district/statistics/<int:number>/file.pdf", statistics.copy_pdf, name="statistics_copy_pdf"),
    path("district/review/<int:year>/open/", review_acts.open_it, name="review_open"),
    path("district/review/<uuid:meeting_id>/", reviews.review_detail, name="review_detail"),
    path("district/review/<uuid:meeting_id>/plan/", review_acts.plan, name="review_plan"),
    path("district/review/<uuid:meeting_id>/invite/", review_acts.invite, name="review_invite"),
    path("district/review/<uuid:meeting_id>/nobody/", review_acts.nobody, name="review_nobody"),
    path("district/review/<uuid:meeting_id>/hold/", review_acts.hold, name="review_hold"),
    path("district/review/<uuid:meeting_id>/correct/", review_acts.correct, name="review_correct"),
    path("district/review/<uuid:meeting_id>/report/", review_acts.report, name="review_report"),
]
