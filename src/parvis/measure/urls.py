"""Addresses of `measure`."""

app_name = "measure"
urlpatterns: list = []
