"""Addresses of `govern.courses`."""

from django.urls import path

from parvis.govern.courses.views import learn, watch, write

app_name = "courses"
urlpatterns = [
    path("", learn.catalogue, name="catalogue"),
    path("marking/", watch.marking, name="marking"),
    path("marking/<int:pk>/", watch.mark, name="mark"),
    path("results/", watch.results, name="results"),
    path("terms/", watch.terms, name="terms"),
    path("write/", write.write, name="write"),
    path("certificates/<int:pk>/revoke/", watch.revoke, name="revoke"),
    path("attempts/<int:pk>/", learn.attempt, name="attempt"),
    path("<slug:course>/", learn.course, name="course"),
    path("<slug:course>/modules/<slug:part>/", learn.module, name="module"),
    path("<slug:course>/begin/", learn.begin, name="begin"),
    path("<slug:course>/practice/<slug:part>/", learn.practice, name="practice"),
    path("<slug:course>/adapt/", write.adapt, name="adapt"),
    path("<slug:course>/edit/", write.edit, name="edit"),
    path("<slug:course>/remove/", write.remove, name="remove"),
    path("<slug:course>/edit/<slug:kind>/", write.part, name="add"),
    path("<slug:course>/edit/<slug:kind>/<slug:part>/", write.part, name="part"),
]
