"""The API: the same verbs as the pages, as JSON, described at `/api/openapi.json`.

Its own pages of documentation would need inline scripts, which the content security policy forbids.
"""

from ninja import NinjaAPI

from parvis.converse.api import router as converse
from parvis.outbox.api import router as outbox

api = NinjaAPI(title="Parvis", version="1", urls_namespace="api", docs_url=None)
api.add_router("/o/{house}/converse/", converse)
api.add_router("/o/{house}/outbox/", outbox)
