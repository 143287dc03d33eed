"""Forms of conversations."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.converse.models import Measure, Outcome
from parvis.converse.replying import Answer


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


class ModerationForm(forms.Form):
    """Which measure, by which rule; nothing is chosen beforehand."""

    measure = forms.ChoiceField(label=_("Mesure"), choices=Measure.choices, widget=forms.RadioSelect)
    clause = forms.CharField(
        label=_("Règle en cause"),
        max_length=300,
        required=False,
        help_text=_("L’article de votre nétiquette : injure, propos discriminatoire, donnée personnelle, publicité…"),
    )


class CloseForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("conversation", "Issue"), choices=[("", "–"), *Outcome.choices], required=False
    )
    learnt = forms.CharField(
        label=_("Ce que nous en retenons"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
