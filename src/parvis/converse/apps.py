from django.apps import AppConfig


class ConverseConfig(AppConfig):
    name = "parvis.converse"
    label = "converse"

    def ready(self) -> None:
        from parvis.converse.moderating import look_again
        from parvis.govern.signals import voice_changed

        voice_changed.connect(look_again)
