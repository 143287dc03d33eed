from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "parvis.outbox"
    label = "outbox"

    def ready(self) -> None:
        from parvis.govern.signals import voice_changed
        from parvis.outbox.reviewing import look_again

        voice_changed.connect(look_again)
