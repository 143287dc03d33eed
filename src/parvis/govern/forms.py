"""Forms about accreditations."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.govern.courses import training
from parvis.govern.models import Accreditation, Level
from parvis.people.models import Membership, Role


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class GrantForm(forms.Form):
    """Who may say what, where, until when. A year is proposed; three at most."""

    person = forms.ModelChoiceField(
        label=_("Personne"), queryset=Membership.objects.none(), empty_label=_("Choisissez une personne")
    )
    may_reply = forms.BooleanField(label=_("Répondre aux échanges"), required=False, initial=True)
    may_publish = forms.BooleanField(label=_("Publier"), required=False)
    may_moderate = forms.BooleanField(label=_("Modérer ce que d’autres écrivent sur vos canaux"), required=False)
    level = forms.ChoiceField(label=_("Niveau"), choices=Level.choices, widget=forms.RadioSelect, required=False)
    topics = forms.CharField(
        label=_("Sujets"),
        max_length=300,
        required=False,
        help_text=_("Ce que cette personne connaît le mieux, séparé par des virgules : cantine, voirie."),
    )
    channels = forms.ModelMultipleChoiceField(
        label=_("Canaux"),
        queryset=Channel.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun canal coché : l’habilitation vaut pour tous."),
    )
    until = forms.DateField(label=_("Jusqu’au"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Motif, si la formation n’est pas faite"),
        max_length=300,
        required=False,
        help_text=_("Avant les parcours exigés, une habilitation demande un motif et dure trente jours au plus."),
    )

    def __init__(self, house: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = house
        people = Membership.objects.of(house).exclude(role=Role.READER).select_related("user").order_by("user__name")
        self.fields["person"].queryset = people
        self.fields["channels"].queryset = Channel.objects.of(house).exclude(state="closed")
        if not self.fields["channels"].queryset.exists():
            del self.fields["channels"]
        self.fields["until"].initial = timezone.localdate() + timedelta(days=365)
        self.fields["level"].initial = first_level(house)
        self.fields["level"].depends = True  # one is chosen already: not called optional

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if not timezone.localdate() < day <= timezone.localdate() + timedelta(days=3 * 366):
            raise ValidationError(_("Choisissez une date à venir, dans les trois ans."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(act) for act in ("may_reply", "may_publish", "may_moderate")):
            raise ValidationError(_("Cochez au moins une chose que cette personne pourra faire."))
        if cleaned.get("person") and cleaned.get("until"):
            self._ask_for_training(cleaned)
        return cleaned

    @property
    def training(self) -> list[Any]:
        """Whom one may accredit, each with the required courses that they miss."""
        return training.everyone(self.house, timezone.now(), get_language() or "fr")

    def _ask_for_training(self, cleaned: dict[str, Any]) -> None:
        """Without the required courses it takes a reason, and thirty days are the most."""
        person = cleaned["person"].user
        lacking = training.lacking(person, self.house, timezone.now(), get_language() or "fr")
        titles = ", ".join(each.title for each in lacking)
        if lacking and not cleaned.get("reason"):
            self.add_error(
                "reason",
                _("Il manque à %(who)s : %(titles)s. Donnez un motif.") % {"who": person, "titles": titles},
            )
        if lacking and cleaned["until"] > timezone.localdate() + timedelta(days=30):
            self.add_error("until", _("Avant la formation, choisissez une date dans les trente jours."))

    def grant(self) -> dict[str, Any]:
        """What `actions.accredit` wants; it ends when the last day is over in the organisation's zone."""
        end = datetime.combine(self.cleaned_data["until"], time.max, tzinfo=self.house.tz)
        return {
            "may_reply": self.cleaned_data["may_reply"],
            "may_publish": self.cleaned_data["may_publish"],
            "may_moderate": self.cleaned_data["may_moderate"],
            "level": self.cleaned_data["level"] or first_level(self.house),
            "topics": self.cleaned_data["topics"],
            "channels": self.cleaned_data.get("channels") or [],
            "expires_at": end,
            "reason": self.cleaned_data["reason"],
        }


def first_level(house: Any) -> Level:
    """The level to begin with: supervised, but whoever speaks first in a house reads the others."""
    return Level.SUPERVISED if Accreditation.objects.of(house).exists() else Level.REFERENT


class DutyForm(forms.Form):
    """Who, from when, until when: two weeks at most, so that it is thought of anew."""

    person = forms.ModelChoiceField(
        label=_("Personne"), queryset=Membership.objects.none(), empty_label=_("Choisissez une personne")
    )
    starts_at = _moment(_("Du"))
    ends_at = _moment(_("Au"))

    def __init__(self, house: Any, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        speaking = Accreditation.objects.of(house).filter(suspended_at=None, expires_at__gt=now).values("person_id")
        people = Membership.objects.of(house).filter(user_id__in=speaking).exclude(role=Role.READER)
        self.fields["person"].queryset = people.select_related("user").order_by("user__name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and not max(start, self.now) < end <= start + timedelta(days=14):
            raise ValidationError(
                _("L’astreinte finit après son début, à une heure à venir, et dure deux semaines au plus.")
            )
        return cleaned


class SuspendForm(forms.Form):
    reason = forms.CharField(label=_("Motif"), max_length=300)
