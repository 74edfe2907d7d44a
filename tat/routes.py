"""The addresses of the ground floor: sign-in, health, drafts, Home and Duties, teams."""

from allauth.account import views as account
from allauth.account.views import ReauthenticateView
from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = [
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/reauthenticate/", ReauthenticateView.as_view(), name="account_reauthenticate"),
]
