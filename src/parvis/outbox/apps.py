from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "parvis.outbox"
    label = "outbox"
