"""The addresses of the test's OpenID provider."""

from django.contrib.auth.views import LoginView
from django.urls import include, path

urlpatterns = [path("accounts/login/", LoginView.as_view()), path("o/", include("oauth2_provider.urls"))]
