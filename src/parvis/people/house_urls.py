"""Addresses of an organisation's own settings and members."""

app_name = "house"
urlpatterns: list = []
