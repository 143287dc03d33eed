from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "parvis.outbox"
    label = "outbox"

    def ready(self) -> None:
        from parvis.govern.signals import record_asked, voice_changed
        from parvis.outbox.reads import record_of
        from parvis.outbox.reviewing import look_again

        voice_changed.connect(look_again)
        record_asked.connect(record_of)
