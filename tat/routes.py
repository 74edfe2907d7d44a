"""The addresses of the ground floor: sign-in, health, drafts, Home and Duties, teams."""

from allauth.account import views as account
from allauth.account.views import ReauthenticateView
from django.urls import URLPattern, path

from tat.permissions import public, signed_in
from tat.views import drafts, duties, feeds, health, home, mail_choices, mechanisms, roster_checks, rosters, teams, training

urlpatterns: list[URLPattern] = [
    path("account/login/", public("GET", "POST")(account.login), name="account_login"),
    path("account/logout/", signed_in("GET", "POST")(account.logout), name="account_logout"),
    path("account/password/", signed_in("GET", "POST")(account.password_change), name="account_change_password"),
    path("account/reauthenticate/", signed_in("GET", "POST")(ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("account/calendar/", feeds.account_calendar, name="account_calendar"),
    path("account/calendar/new/", feeds.new_address, name="account_calendar_new"),
    path("account/calendar/end/", feeds.end_address, name="account_calendar_end"),
    path("account/mail/", mail_choices.account_mail, name="account_mail"),
    path("account/mail/save/", mail_choices.account_mail_save, name="account_mail_save"),
    path("account/mail/works/", mail_choices.account_mail_works, name="account_mail_works"),
    path("mail/<str:proof>/", mail_choices.daily_list_off, name="daily_list_off"),
    path("calendar/<str:secret>.ics", feeds.calendar_feed, name="calendar_feed"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", home.home, name="home"),
    path("duties/", duties.duty_list, name="duty_list"),
    path("teams/", teams.team_list, name="team_list"),
    path("teams/make/", teams.make, name="team_make"),
    path("teams/<int:team_id>/", teams.team_detail, name="team_detail"),
    path("teams/<uuid:team_ref>/roster/", rosters.team_roster, name="team_roster"),
    path("teams/<uuid:team_ref>/roster/seat/", rosters.add, name="seat_add"),
    path("teams/<uuid:team_ref>/roster/empty/", rosters.empty, name="seat_empty"),
    path("teams/<uuid:team_ref>/roster/triage/", rosters.triage, name="triage_designate"),
    path("teams/<uuid:team_ref>/roster/buildings/", rosters.serves, name="team_buildings"),
    path("teams/seats/<uuid:seat_ref>/", rosters.seat_detail, name="seat_detail"),
    path("teams/seats/<uuid:seat_ref>/change/", rosters.change, name="seat_change"),
    path("teams/seats/<uuid:seat_ref>/end/", rosters.end, name="seat_end"),
    path("teams/checks/<uuid:check_id>/", roster_checks.roster_check, name="roster_check"),
    path("teams/checks/<uuid:check_id>/sign/", roster_checks.sign, name="roster_check_sign"),
    path("teams/<uuid:team_ref>/check/ask/", roster_checks.ask, name="roster_check_ask"),
    path("teams/<uuid:team_ref>/training/", training.team_training, name="team_training"),
    path("teams/<uuid:team_ref>/training/members/", training.members, name="training_members"),
    path("teams/<uuid:team_ref>/training/session/", training.session, name="training_session"),
    path("teams/staff/<uuid:year_ref>/", training.staff_training, name="staff_training"),
    path("teams/staff/<uuid:year_ref>/session/", training.staff, name="training_staff"),
    path("teams/mechanisms/", mechanisms.mechanism_list, name="mechanism_list"),
    path("teams/mechanisms/add/", mechanisms.add, name="mechanism_add"),
    path("teams/mechanisms/<uuid:channel_id>/", mechanisms.mechanism_detail, name="mechanism_detail"),
    path("teams/mechanisms/<uuid:channel_id>/test/", mechanisms.test, name="mechanism_test"),
    path("teams/mechanisms/<uuid:channel_id>/change/", mechanisms.change, name="mechanism_change"),
    path("teams/mechanisms/<uuid:channel_id>/end/", mechanisms.end, name="mechanism_end"),
    path("drafts/<str:form>/<str:ref>/", drafts.save, name="draft_save"),
    path("drafts/<str:form>/<str:ref>/discard/", drafts.discard, name="draft_discard"),
]
