"""Addresses of an organisation's own settings and members."""

from django.urls import path

from parvis.people import views

app_name = "house"
urlpatterns = [
    path("", views.settings_page, name="settings"),
    path("tokens/", views.tokens_page, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("members/", views.members, name="members"),
    path("members/<int:pk>/role/", views.change_role, name="role"),
    path("members/<int:pk>/remove/", views.remove, name="remove"),
    path("invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
]
