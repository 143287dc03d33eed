"""Forms of conversations."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.converse.models import Measure, Outcome
from parvis.converse.replying import Answer
from parvis.converse.seen import Remark


class ReplyForm(forms.Form):
    """The composer. `key` is made with the form; `warned` names the warnings that the person was shown."""

    text = forms.CharField(label=_("Votre réponse"), required=False, strip=False, widget=forms.Textarea)
    key = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False)
    warned = forms.CharField(required=False)
    promised_on = forms.DateField(required=False)
    emergency = forms.CharField(required=False, max_length=300)
    tells = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any = None, commitments: Any = (), text: str = "") -> None:
        super().__init__(data, initial={"key": uuid4().hex, "text": text})
        self.fields["tells"].choices = [(row.pk, str(row)) for row in commitments if not row.told_at]

    def answer(self, warnings: set[str]) -> Answer:
        """`warnings` are those that stand now: « anyway » counts for what was shown, not for what came since."""
        given = self.cleaned_data
        anyway = given["anyway"] and warnings <= set(given["warned"].split())
        text = given["text"].replace("\r\n", "\n").strip()
        return Answer(text, given["key"], anyway, given["promised_on"], given["tells"], given["emergency"])


class SeenForm(forms.Form):
    """A remark seen at one of `channels`; `now` is the latest that it can have been written."""

    channel = forms.ModelChoiceField(label=_("Vu sur"), queryset=None)
    text = forms.CharField(
        label=_("Ce que dit la remarque"),
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Copiez-la telle quelle."),
    )
    author = forms.CharField(
        label=_("Auteur"), max_length=200, required=False, help_text=_("Le nom affiché sur place.")
    )
    url = forms.URLField(
        label=_("Lien"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("L’adresse de la remarque : c’est là que la réponse sera publiée."),
    )
    at = forms.DateTimeField(
        label=_("Écrite le"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Le délai de réponse promis court de cette heure."),
    )

    def __init__(self, channels: Any, now: datetime, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"at": timezone.localtime(now), **(initial or {})})
        self.now = now
        self.fields["channel"].queryset = channels

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at > self.now:
            raise ValidationError(_("Cette heure n’est pas encore passée."))
        return at

    def remark(self) -> Remark:
        given = self.cleaned_data
        text = given["text"].replace("\r\n", "\n").strip()
        return Remark(text, given["url"], " ".join(given["author"].split()), given["at"])


class ModerationForm(forms.Form):
    """Which measure, by which rule; nothing is chosen beforehand."""

    measure = forms.ChoiceField(label=_("Mesure"), choices=Measure.choices, widget=forms.RadioSelect)
    clause = forms.CharField(
        label=_("Règle en cause"),
        max_length=300,
        required=False,
        help_text=_("L’article de votre nétiquette : injure, propos discriminatoire, donnée personnelle, publicité…"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].depends = True  # only what is shown again needs no rule: not called optional


class CloseForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("conversation", "Issue"), choices=[("", "–"), *Outcome.choices], required=False
    )
    learnt = forms.CharField(
        label=_("Ce que nous en retenons"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
