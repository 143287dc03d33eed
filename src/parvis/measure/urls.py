"""Addresses of `measure`."""

from django.urls import path

from parvis.measure import views

app_name = "measure"
urlpatterns = [
    path("", views.report, name="report"),
    path("kept/<int:pk>/", views.kept, name="kept"),
    path("freeze/", views.freeze, name="freeze"),
    path("report.pdf", views.report_pdf, name="pdf"),
    path("report.json", views.report_json, name="json"),
    path("mentions.csv", views.mentions_csv, name="csv"),
]
