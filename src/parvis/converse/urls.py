"""Addresses of `converse`."""

app_name = "converse"
urlpatterns: list = []
