"""The API: the same verbs as the pages, as JSON, described at `/api/docs`."""

from ninja import NinjaAPI

api = NinjaAPI(title="Parvis", version="1", urls_namespace="api")
