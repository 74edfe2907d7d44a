"""Addresses of the search and of the filters that a person keeps, and of the earlier cases of a party."""

from django.urls import URLPattern, path

from reporting.views import party_history, search

urlpatterns: list[URLPattern] = [
    path("search/", search.search_page, name="search"),
    path("search/find/", search.find, name="search_find"),
    path("search/filters/keep/", search.keep, name="filter_keep"),
    path("search/filters/<uuid:filter_id>/remove/", search.remove, name="filter_remove"),
    path("cases/<str:code>/people/<uuid:party_id>/", party_history.party_history, name="party_history"),
]
