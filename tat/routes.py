"""The addresses of the ground floor: sign-in, health, drafts, Home and Duties, teams."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from django.urls import URLPattern, path

from tat.permissions import View, public, signed_in
from tat.views import (
    accounts,
    acknowledgement,
    buildings,
    drafts,
    duties,
    exhibits,
    feeds,
    health,
    home,
    mail_choices,
    mechanisms,
    roster_checks,
    rosters,
    second_factor,
    signing_in,
    staff_imports,
    teams,
    training,
    training_files,
)

BOTH = ("GET", "POST")


def before_factor(view: View) -> View:
    """Open to who has signed in and has yet to prove the second factor."""
    view.before_factor = True  # type: ignore[attr-defined]
    return view


def own(view: type, *, first: bool = False, methods: tuple[str, ...] = BOTH) -> Callable[..., Any]:
    """A page of allauth about the own sign-in; `first` where it is open before the second factor is proven."""
    found = signed_in(*methods)(view.as_view())  # type: ignore[attr-defined]
    return before_factor(found) if first else found


urlpatterns: list[URLPattern] = [
    path("account/login/", public("GET", "POST")(account.login), name="account_login"),
    path("account/logout/", before_factor(signed_in(*BOTH)(account.logout)), name="account_logout"),
    path("account/password/", own(second_factor.ChangePassword), name="account_change_password"),
    path("account/set-up/", signing_in.set_up, name="account_set_up"),
    path("account/reauthenticate/", own(second_factor.PasswordAgain, first=True), name="account_reauthenticate"),
    path("account/totp.svg", before_factor(second_factor.totp_picture), name="account_totp_svg"),
    path("account/factor/", own(second_factor.Index, first=True, methods=("GET",)), name="mfa_index"),
    path("account/factor/ask/", public(*BOTH)(second_factor.Authenticate.as_view()), name="mfa_authenticate"),
    path("account/factor/again/", own(second_factor.CodeAgain, first=True), name="mfa_reauthenticate"),
    path("account/factor/code/", own(second_factor.ActivateTOTP, first=True), name="mfa_activate_totp"),
    path("account/factor/code/off/", own(second_factor.DeactivateTOTP), name="mfa_deactivate_totp"),
    path("account/factor/key/", own(second_factor.AddKey, first=True), name="mfa_add_webauthn"),
    path("account/factor/key/again/", own(second_factor.KeyAgain, first=True), name="mfa_reauthenticate_webauthn"),
    path("account/factor/key/<int:pk>/remove/", own(second_factor.RemoveKey), name="mfa_remove_webauthn"),
    path("account/factor/recovery/", signed_in("GET")(second_factor.view_codes), name="mfa_view_recovery_codes"),
    path("account/factor/recovery/new/", own(second_factor.NewCodes), name="mfa_generate_recovery_codes"),
    path("account/sessions/", own(signing_in.Sessions), name="usersessions_list"),
    path("account/sessions/<int:session_id>/end/", signing_in.end_session, name="usersession_end"),
    path("account/calendar/", feeds.account_calendar, name="account_calendar"),
    path("account/calendar/new/", feeds.new_address, name="account_calendar_new"),
    path("account/calendar/end/", feeds.end_address, name="account_calendar_end"),
    path("account/mail/", mail_choices.account_mail, name="account_mail"),
    path("account/mail/save/", mail_choices.account_mail_save, name="account_mail_save"),
    path("account/mail/works/", mail_choices.account_mail_works, name="account_mail_works"),
    path("account/acknowledgement/", acknowledgement.acknowledgement, name="acknowledgement"),
    path("account/acknowledgement/sign/", acknowledgement.sign, name="acknowledge"),
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
    path("teams/<uuid:team_ref>/reading/", exhibits.team_reading, name="team_reading"),
    path("teams/training/<uuid:training_id>/", training_files.training_detail, name="training_detail"),
    path("teams/training/<uuid:training_id>/files/add/", training_files.add, name="training_file_add"),
    path("teams/training/<uuid:training_id>/files/<int:number>/", training_files.training_file, name="training_file"),
    path("exhibits/", exhibits.exhibit_list, name="exhibit_list"),
    path("exhibits/editions/add/", exhibits.edition_add, name="exhibit_edition_add"),
    path("exhibits/editions/<uuid:edition_id>/file/", exhibits.exhibit_file, name="exhibit_file"),
    path("exhibits/<str:exhibit>/", exhibits.exhibit_detail, name="exhibit_detail"),
    path("exhibits/<str:exhibit>/read/", exhibits.read, name="exhibit_read"),
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
    path("settings/district/", buildings.district_facts, name="district_facts"),
    path("settings/district/save/", buildings.save_facts, name="district_facts_save"),
    path("settings/buildings/", buildings.building_list, name="building_list"),
    path("settings/buildings/add/", buildings.add, name="building_add"),
    path("settings/buildings/<int:building_id>/", buildings.building_detail, name="building_detail"),
    path("settings/buildings/<int:building_id>/change/", buildings.change, name="building_change"),
    path("settings/buildings/<int:building_id>/close/", buildings.close, name="building_close"),
    path("settings/buildings/<int:building_id>/reopen/", buildings.reopen, name="building_reopen"),
    path("settings/people/", accounts.account_list, name="account_list"),
    path("settings/people/find/", accounts.find, name="account_find"),
    path("settings/people/add/", accounts.add, name="account_add"),
    path("settings/people/enable/", accounts.enable, name="accounts_enable"),
    path("settings/people/<int:user_id>/", accounts.account_detail, name="account_detail"),
    path("settings/people/<int:user_id>/change/", accounts.change, name="account_change"),
    path("settings/people/<int:user_id>/enable/", accounts.enable_one, name="account_enable"),
    path("settings/people/<int:user_id>/disable/", accounts.disable, name="account_disable"),
    path("settings/people/<int:user_id>/end/", accounts.end, name="account_end"),
    path("settings/people/<int:user_id>/follow/", accounts.follow, name="account_follow"),
    path("settings/people/<int:user_id>/word/", signing_in.hand_word, name="word_hand"),
    path("settings/people/<int:user_id>/sessions/end/", signing_in.end_sessions, name="sessions_end"),
    path("settings/people/<int:user_id>/factor/ask/", signing_in.ask_release, name="factor_release_ask"),
    path("settings/people/<int:user_id>/factor/keep/", signing_in.withdraw_release, name="factor_release_withdraw"),
    path("settings/people/<int:user_id>/factor/release/", signing_in.release_factor, name="factor_release"),
    path("settings/people/<int:user_id>/offices/give/", accounts.give_office, name="office_give"),
    path("settings/people/<int:user_id>/offices/<int:office_id>/end/", accounts.end_office, name="office_end"),
    path("settings/staff-list/", staff_imports.staff_import, name="staff_import"),
    path("settings/staff-list/read/", staff_imports.read, name="staff_import_read"),
    path("settings/staff-list/<uuid:import_id>/", staff_imports.staff_import_detail, name="staff_import_detail"),
    path("settings/staff-list/<uuid:import_id>/apply/", staff_imports.apply, name="staff_import_apply"),
    path("settings/staff-list/<uuid:import_id>/discard/", staff_imports.discard, name="staff_import_discard"),
]
