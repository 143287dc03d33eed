from django.apps import AppConfig


class GovernConfig(AppConfig):
    name = "parvis.govern"
    label = "govern"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from parvis.govern.actions import end_with_membership, look_at_role
        from parvis.people.models import Membership

        post_delete.connect(end_with_membership, sender=Membership)
        post_save.connect(look_at_role, sender=Membership)
