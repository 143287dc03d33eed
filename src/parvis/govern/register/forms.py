"""Forms of the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.govern.register.models import Account
from parvis.people.models import Membership, User

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class AccountForm(forms.ModelForm):
    """An account as its owner describes it. Never a password: where it is kept belongs in the note."""

    class Meta:
        model = Account
        fields = ("network", "name", "url", "owner", "deputy", "recovery", "legal_notice", "opened_on", "note")
        widgets = {"opened_on": DAY, "note": forms.Textarea({"rows": 3})}
        help_texts = {
            "recovery": _(
                "L’adresse ou le numéro qui permet de reprendre le compte : de préférence une adresse de service."
            ),
            "note": _("Où sont rangés les accès, qui d’autre y entre. N’écrivez jamais un mot de passe ici."),
            "legal_notice": _("La page où ce compte renvoie pour dire qui parle."),
        }

    def __init__(self, house: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__organisation=house, is_active=True).order_by("name")
        for name in ("owner", "deputy"):
            self.fields[name].queryset = people
            self.fields[name].empty_label = _("personne")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("owner") and cleaned.get("owner") == cleaned.get("deputy"):
            raise ValidationError(_("Le suppléant doit être une autre personne que le responsable."))
        return cleaned


class CloseForm(forms.Form):
    """Until when an account is to be closed, and why."""

    before = forms.DateField(label=_("À fermer avant le"), widget=DAY)
    reason = forms.CharField(label=_("Pourquoi le fermer"), max_length=300)

    def clean_before(self) -> Any:
        if self.cleaned_data["before"] < timezone.localdate():
            raise ValidationError(_("Choisissez un jour à venir."))
        return self.cleaned_data["before"]


class LeavingForm(forms.Form):
    """Who leaves, and who takes over."""

    person = forms.ModelChoiceField(
        label=_("Qui part"), queryset=Membership.objects.none(), empty_label=_("Choisissez")
    )
    successor = forms.ModelChoiceField(
        label=_("Qui reprend"), queryset=Membership.objects.none(), empty_label=_("Choisissez")
    )

    def __init__(self, house: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.of(house).select_related("user").order_by("user__name")
        self.fields["person"].queryset = members
        self.fields["successor"].queryset = members.exclude(role="reader")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("person") and cleaned.get("person") == cleaned.get("successor"):
            raise ValidationError(_("Qui part ne peut pas reprendre. Choisissez une autre personne."))
        return cleaned
