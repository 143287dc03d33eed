"""Forms about people and organisations."""

from secrets import compare_digest
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.scope import Organisation
from parvis.people.models import Invitation, Role, Scope, User

NEAR = (
    *("Europe/Paris", "Europe/Brussels", "Europe/Zurich", "America/Montreal", "America/Guadeloupe"),
    *("America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti"),
)


def zones() -> list[Any]:
    """Time zones, those where French is spoken first."""
    others = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))
    )
    return [(_("Courants"), [(z, z) for z in NEAR]), (_("Tous"), [(z, z) for z in others if z not in NEAR])]


class PersonForm(forms.Form):
    """A new person: name, address, password, checked for strength."""

    name = forms.CharField(label=_("Votre nom"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Votre adresse électronique"), widget=forms.EmailInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        help_text=_("Dix signes au moins. Quatre ou cinq mots sans lien entre eux conviennent très bien."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("Cette adresse a déjà un compte : connectez-vous plutôt."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            person = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def person(self) -> dict[str, Any]:
        """The fields of the new user."""
        kept = {name: self.cleaned_data[name] for name in ("name", "email", "password")}
        return {**kept, "language": (get_language() or "fr")[:2]}


class WelcomeForm(PersonForm):
    """The first run: an organisation and its first person."""

    organisation = forms.CharField(label=_("Nom de l’organisation"), max_length=120)
    zone = forms.ChoiceField(label=_("Fuseau horaire"), choices=zones, initial="Europe/Paris")
    code = forms.CharField(
        label=_("Code d’ouverture"),
        help_text=_("Il est affiché là où Parvis a été lancé. Il prouve que la maison est bien la vôtre."),
    )
    field_order = ("organisation", "zone", "name", "email", "password", "code")

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        if not code:
            del self.fields["code"]

    def clean_code(self) -> str:
        if not compare_digest(str(self.cleaned_data["code"]).strip(), self.code):
            raise ValidationError(_("Ce n’est pas le code affiché. Copiez-le tel quel."))
        return self.code


class HouseForm(forms.ModelForm):  # type: ignore[type-arg]
    zone = forms.ChoiceField(label=_("Fuseau horaire"), choices=zones)

    class Meta:
        model = Organisation
        fields = ("name", "zone", "language", "second_factor_from")
        widgets = {
            "language": forms.Select(choices=[("fr", "Français"), ("en", "English")]),
            "second_factor_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "second_factor_from": _(
                "Ce jour-là, qui n’a ni application d’authentification ni clé d’accès devra en préparer une "
                "avant d’entrer. Laissez vide pour ne rien exiger."
            )
        }


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("name", "language")


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Invitation
        fields = ("email", "role")
        help_texts = {"email": _("L’invitation y est envoyée. Sans adresse, copiez le lien et transmettez-le.")}


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("Le programme qui s’en servira, par exemple « Tableau de bord ».")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Permet de"), choices=Scope.choices, initial=[Scope.READ], widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Valable"),
        coerce=int,
        choices=[(30, _("30 jours")), (90, _("90 jours")), (365, _("un an"))],
        initial=90,
    )
