"""Reports, frozen with the figures they showed."""

from django.conf import settings
from django.db import models

from parvis.core.scope import Scoped
from parvis.listen.models import Watch


class Report(Scoped):
    """A quarter's report as it was when somebody kept it; `watch` null: all watches together."""

    watch = models.ForeignKey(Watch, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    quarter = models.CharField(max_length=6)
    figures = models.JSONField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-quarter", "-frozen_at")
