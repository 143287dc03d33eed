"""Addresses of `publish`."""

from django.urls import path

from parvis.publish import views

app_name = "publish"
urlpatterns = [
    path("", views.publications, name="publications"),
    path("write/", views.write, name="write"),
    path("measure/", views.measure, name="measure"),
    path("<int:pk>/", views.publication, name="publication"),
    path("<int:pk>/picture/", views.picture, name="picture"),
    path("variants/<int:pk>/rewrite/", views.rewrite, name="rewrite"),
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/captions/", views.captions, name="captions"),
    path("<int:pk>/write/", views.write, name="write_draft"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
