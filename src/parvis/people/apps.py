from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parvis.people"
    label = "people"

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in
        from django.contrib.auth import signals

        from parvis.people import sessions
        from parvis.people.provider import came_in

        user_logged_in.connect(came_in)
        signals.user_logged_in.connect(sessions.came_in)
