"""The API of conversations and of the outbox, as the whole mounts them."""

from django.urls import path
from ninja import NinjaAPI

from parvis.converse.api import router as converse
from parvis.outbox.api import router as outbox

api = NinjaAPI(urls_namespace="tried")
api.add_router("/o/{house}/converse", converse)
api.add_router("/o/{house}/outbox", outbox)
urlpatterns = [path("tried/", api.urls)]
