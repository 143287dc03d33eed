"""Forms of channels. The connection form is made from what the network asks."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.networks.base import Asked, Info
from parvis.people.models import User
from parvis.say import Say

OPTIONAL = Say(" (facultatif)", " (optional)")


class ConnectForm(forms.Form):
    """What a network asks of whoever connects an account; a secret is never sent back to the page."""

    def __init__(self, info: Info, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in info.asks:
            self.fields[asked.name] = _field(asked)


def _field(asked: Asked) -> forms.Field:
    """A label that says so itself makes its field optional."""
    label, optional, _rest = asked.label.to(get_language() or "fr").partition(OPTIONAL.to(get_language() or "fr"))
    widget: forms.Widget = forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"})
    if asked.secret:
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    help_text = asked.help.to(get_language() or "fr")
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=2000, required=not optional)


class ByHandForm(forms.ModelForm):
    """A place that a person keeps: its name and where it is."""

    url = forms.URLField(
        label=_("Adresse de la page"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Là où l’on publie. Parvis y mènera la personne qui s’en charge."),
    )

    class Meta:
        model = Channel
        fields = ("name", "url")
        help_texts = {"name": _("Comme on l’appelle chez vous : « Panneau de la place », « Groupe du quartier ».")}


class ApplicationForm(forms.Form):
    """The house's own application at a platform; its secret is never sent back to the page."""

    client_id = forms.CharField(
        label=_("Identifiant de l’application"),
        max_length=300,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    client_secret = forms.CharField(
        label=_("Secret de l’application"),
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Gardé chiffré. Personne ne pourra le relire."),
    )


class ChannelForm(forms.ModelForm):
    """The channel's card."""

    class Meta:
        model = Channel
        fields = ("name", "purpose", "owner", "promised_hours", "language")
        help_texts = {
            "purpose": _("À qui ce canal s’adresse, pour dire quoi, dans quel but. Deux ou trois phrases suffisent."),
            "promised_hours": _("Le public le verra tenu, ou non. Mieux vaut deux jours tenus qu’une heure manquée."),
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "language": forms.Select(choices=[("fr", _("Français")), ("en", _("Anglais"))]),
        }

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = User.objects.filter(memberships__organisation=organisation).order_by("name")
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101
        owner.queryset = members
        owner.empty_label = _("Personne pour l’instant")
