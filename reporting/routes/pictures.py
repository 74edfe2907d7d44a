"""Addresses of a case's pictures of documents."""

from django.urls import URLPattern, path

from reporting.views import pictures

ONE = "cases/<str:code>/pictures/<uuid:picture_id>/"
urlpatterns: list[URLPattern] = [
    path("cases/<str:code>/pictures/", pictures.case_pictures, name="case_pictures"),
    path("cases/<str:code>/pictures/begin/", pictures.begin, name="picture_begin"),
    path(f"{ONE}pages/<int:page>/", pictures.picture_page, name="picture_page"),
    path(f"{ONE}pages/<int:page>/cover/", pictures.cover, name="picture_cover"),
    path(f"{ONE}pages/<int:page>/shown.jpg", pictures.picture_shown, name="picture_shown"),
    path(f"{ONE}make/", pictures.make, name="picture_make"),
    path(f"{ONE}check/", pictures.check, name="picture_check"),
    path(f"{ONE}file.pdf", pictures.picture_file, name="picture_file"),
]
