"""Addresses of `publish`."""

app_name = "publish"
urlpatterns: list = []
