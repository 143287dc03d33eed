"""Forms of incidents."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.govern.charter.reads import clause_choices
from parvis.govern.courses.reads import catalogue
from parvis.govern.incidents import reads
from parvis.govern.incidents.models import Incident, Kind
from parvis.people.models import User

OWN = ("kind", "skipped", "what", "address", "course", "erase_on")
YEAR = timedelta(days=365)


class PersonForm(forms.Form):
    """About whom: a member of the house other than who writes."""

    person = forms.ModelChoiceField(label=_("Personne"), queryset=User.objects.none(), empty_label=_("Choisissez"))

    def __init__(self, house: Any, by: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__organisation=house, is_active=True).exclude(pk=by.pk)
        self.fields["person"].queryset = people.order_by("name")  # type: ignore[attr-defined]


class IncidentForm(forms.ModelForm):  # type: ignore[type-arg]
    """What happened, the clause it rests on, what is decided, and when it is erased."""

    clause = forms.ChoiceField(label=_("Article concerné"), required=False)

    class Meta:
        model = Incident
        fields = OWN
        widgets = {
            "kind": forms.RadioSelect,
            "what": forms.Textarea({"rows": 5}),
            "erase_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "what": _("Des faits, datés, tels que la personne les reconnaîtrait. Elle lit ce texte, et y répond."),
            "address": _("L’adresse de la page de l’échange ou de l’envoi, si elle aide à comprendre."),
            "skipped": _("Demandé si vous allez plus loin que le degré proposé."),
            "course": _("Pour « Former de nouveau »."),
            "erase_on": _("Le texte est alors effacé ; il ne reste qu’un compte, sans nom. Des félicitations restent."),
        }

    def __init__(self, house: Any, person: Any, *args: Any, **kwargs: Any) -> None:
        proposed = {"kind": reads.next_grade(house, person), "erase_on": timezone.localdate() + YEAR}
        super().__init__(*args, initial=proposed, **kwargs)
        self.house, self.person = house, person
        courses = [(each.slug, each.title) for each in catalogue(house, get_language() or "fr")]
        self.fields["kind"].choices = Kind.choices  # type: ignore[attr-defined]
        self.fields["course"] = forms.ChoiceField(
            label=_("Parcours à refaire"), required=False, choices=[("", _("aucun")), *courses]
        )
        self.fields["clause"].choices = [("", _("aucun")), *clause_choices(house)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind", "")
        if reads.skips(self.house, self.person, kind) and not cleaned.get("skipped"):
            self.add_error("skipped", _("Vous sautez un degré : dites pourquoi."))
        if kind == Kind.TRAIN and not cleaned.get("course"):
            self.add_error("course", _("Choisissez le parcours à refaire."))
        if kind != Kind.PRAISE and not cleaned.get("erase_on"):
            self.add_error("erase_on", _("Choisissez le jour où ce texte sera effacé."))
        if cleaned.get("erase_on") and cleaned["erase_on"] <= timezone.localdate():
            self.add_error("erase_on", _("Choisissez un jour à venir."))
        return cleaned

    def fields_of(self) -> dict[str, Any]:
        """What `actions` wants. Praise has no end."""
        own = {name: self.cleaned_data[name] for name in OWN}
        policy, _colon, key = self.cleaned_data["clause"].partition(":")
        praise = {"erase_on": None, "skipped": "", "course": ""} if own["kind"] == Kind.PRAISE else {}
        hung = {"policy_id": int(policy) if policy else None, "clause_key": UUID(key) if key else None}
        return {"person": self.person, **own, **hung, **praise}


class WordForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Incident
        fields = ("word",)
        widgets = {"word": forms.Textarea({"rows": 5, "required": True})}
