"""Addresses of tabletop exercises: those of a team, and the page of one in its practice case."""

from django.urls import URLPattern, path

from reporting.views import exercises

urlpatterns: list[URLPattern] = [
    path("teams/<uuid:team_ref>/exercises/", exercises.team_exercises, name="team_exercises"),
    path("teams/<uuid:team_ref>/exercises/start/", exercises.start, name="exercise_start"),
    path("cases/<str:code>/exercise/", exercises.case_exercise, name="case_exercise"),
    path("cases/<str:code>/exercise/parts/<int:number>/decide/", exercises.decide, name="exercise_decide"),
    path("cases/<str:code>/exercise/end/", exercises.end, name="exercise_end"),
]
