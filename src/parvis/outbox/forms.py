"""Forms of the outbox."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LinkForm(forms.Form):
    """It is out, here is the link."""

    url = forms.URLField(
        label=_("Lien de ce qui est en ligne"),
        max_length=1000,
        assume_scheme="https",
        help_text=_("L’adresse complète de la page où l’envoi est visible."),
    )
