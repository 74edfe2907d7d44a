"""The addresses of the ground floor: sign-in, health, drafts, Home and Duties, teams."""

from allauth.account import views as account
from allauth.account.views import ReauthenticateView
from django.urls import URLPattern, path

from tat.permissions import public, signed_in
from tat.views import drafts, duties, feeds, health, home, mail_choices, teams

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
    path("teams/<int:team_id>/", teams.team_detail, name="team_detail"),
    path("drafts/<str:form>/<str:ref>/", drafts.save, name="draft_save"),
    path("drafts/<str:form>/<str:ref>/discard/", drafts.discard, name="draft_discard"),
]
