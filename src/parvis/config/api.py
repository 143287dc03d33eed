"""The API: the same verbs as the pages, as JSON, described at `/api/openapi.json`.

Its own pages of documentation would need inline scripts, which the content security policy forbids.
"""

from ninja import NinjaAPI

api = NinjaAPI(title="Parvis", version="1", urls_namespace="api", docs_url=None)
