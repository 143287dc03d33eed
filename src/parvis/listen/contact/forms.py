"""The public form, and the one by which a house sets it up."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.channels.speak import can
from parvis.listen.contact.taking import Message
from parvis.listen.models import ContactForm
from parvis.networks.base import Can

SITE = re.compile(r"https?://[a-z0-9.-]+(:\d+)?", re.I)
MAIL = "email"


class WriteForm(forms.Form):
    """What the public fills in. `website` is for programs only: people do not see it."""

    name = forms.CharField(label=_("Votre nom"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("Votre adresse électronique"), help_text=_("La réponse vous parviendra à cette adresse.")
    )
    subject = forms.CharField(label=_("Objet"), max_length=200)
    text = forms.CharField(label=_("Votre message"), max_length=5000, widget=forms.Textarea({"rows": 8}))
    consent = forms.BooleanField(label=_("J’accepte que ces informations servent à me répondre."))
    website = forms.CharField(required=False)

    def clean_email(self) -> str:
        """As mail servers take it: a domain with accents in its ASCII form, no quoted local part."""
        local, _at, domain = self.cleaned_data["email"].rpartition("@")
        try:
            ascii_domain = domain.encode("idna").decode()
        except UnicodeError:
            ascii_domain = ""
        if '"' in local or not ascii_domain:
            raise ValidationError(validate_email.message)
        return f"{local}@{ascii_domain}"

    def message(self) -> Message:
        given = self.cleaned_data
        subject = " ".join(given["subject"].split())
        return Message(" ".join(given["name"].split()), given["email"], subject, given["text"])


class SetUpForm(forms.ModelForm):  # type: ignore[type-arg]
    """A contact form of the house."""

    class Meta:
        model = ContactForm
        fields = ("name", "channel", "intro", "consent", "sites")
        widgets = {
            "intro": forms.Textarea({"rows": 3}),
            "consent": forms.Textarea({"rows": 4}),
            "sites": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "channel": _("Les réponses partiront de cette adresse électronique."),
            "consent": _("Qui lit le message, combien de temps il est gardé, à qui demander de l’effacer."),
            "sites": _("Une adresse par ligne (https://www.exemple.fr) : ces sites pourront montrer le formulaire."),
        }

    def __init__(self, house: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Channel.objects.of(house).filter(network=MAIL).exclude(state="closed")
        channel: Any = self.fields["channel"]
        channel.empty_label = _("Choisissez une adresse")
        channel.queryset = rows.filter(pk__in=[row.pk for row in rows if can(row, Can.REPLY)])

    def clean_sites(self) -> str:
        lines = [line.strip().rstrip("/") for line in self.cleaned_data["sites"].splitlines() if line.strip()]
        if wrong := next((line for line in lines if not SITE.fullmatch(line)), ""):
            raise ValidationError(_("« %(line)s » n’est pas l’adresse d’un site.") % {"line": wrong[:80]})
        origins = (urlsplit(line) for line in lines)
        return "\n".join(dict.fromkeys(f"{parts.scheme}://{parts.netloc}".lower() for parts in origins))
