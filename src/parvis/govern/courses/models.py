"""Courses of a house, and what people did with them: read, answered, practised, passed."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.core.life import Life
from parvis.core.scope import Scoped

PERSON: Any = settings.AUTH_USER_MODEL


def _required() -> list[str]:
    return ["charter", "criticism"]


class Terms(Scoped):
    """What a house asks for: courses before an accreditation, share of right answers, how long a pass holds."""

    required = models.JSONField(_("Parcours exigés"), default=_required, blank=True)
    mark = models.PositiveSmallIntegerField(
        _("Bonnes réponses pour réussir, en %"), default=80, validators=[MinValueValidator(50), MaxValueValidator(100)]
    )
    drawn = models.PositiveSmallIntegerField(
        _("Questions tirées au sort"), default=8, validators=[MinValueValidator(3), MaxValueValidator(20)]
    )
    tries = models.PositiveSmallIntegerField(
        _("Essais par jour"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    months = models.PositiveSmallIntegerField(
        _("Durée de validité, en mois"), default=24, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_terms_a_house")]


class Course(Scoped):
    """A course that the house wrote, or a ready one that it adapted: it then stands in the place of that one."""

    slug = models.SlugField(max_length=60)
    language = models.CharField(max_length=5)
    content = models.JSONField()
    written_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="one_course_a_slug")]


class Reading(Scoped):
    """A person has read a module."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    course = models.SlugField(max_length=60)
    module = models.SlugField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person", "course", "module"], name="read_once")]


class Attempt(Scoped):
    """A try at the questions of a course, with the questions as they were drawn. One at a time, and resumed."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    course = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    seed = models.BigIntegerField()
    questions = models.JSONField()
    answers = models.JSONField(default=dict)
    mark = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "course"],
                condition=models.Q(finished_at=None),
                name="one_open_attempt",
            )
        ]

    @property
    def passed(self) -> bool:
        """Whether the share of right answers reaches the mark."""
        return self.score is not None and self.score * 100 >= self.mark * len(self.questions)

    @property
    def coming(self) -> dict[str, Any] | None:
        """The first question without an answer."""
        return next((each for each in self.questions if each["id"] not in self.answers), None)


class Practice(Scoped):
    """A person's answer to a situation, and what a colleague made of it."""

    LIFE = Life({"waiting": {"passed", "again"}, "passed": set(), "again": set()})

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    course = models.SlugField(max_length=60)
    situation = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    message = models.TextField()
    good = models.TextField(blank=True)
    text = models.TextField()
    language = models.CharField(max_length=5)
    state = models.CharField(
        max_length=8,
        default="waiting",
        choices=[("waiting", _("à relire")), ("passed", _("réussie")), ("again", _("à retravailler"))],
    )
    handed_in_at = models.DateTimeField()
    marked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(null=True)
    word = models.TextField(blank=True)

    class Meta:
        ordering = ("handed_in_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "course", "situation"],
                condition=models.Q(state="waiting"),
                name="one_waiting_practice",
            )
        ]


class Certificate(Scoped):
    """A course passed. Whoever has its link can check it, as long as it stands."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    course = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    passed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("Motif"), max_length=300, blank=True)

    class Meta:
        ordering = ("-passed_at",)

    def holds(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
