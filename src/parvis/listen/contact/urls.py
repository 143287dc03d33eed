"""The public address of a contact form."""

from django.urls import path

from parvis.listen.contact import views

app_name = "contact"
urlpatterns = [path("<slug:key>/", views.write, name="write")]
