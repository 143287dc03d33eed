"""Forms of the outbox."""

from typing import Any

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

    def __init__(self, *args: Any, by_hand: bool = False, **kwargs: Any) -> None:
        """`by_hand`: not every place gives a link."""
        super().__init__(*args, **kwargs)
        if by_hand:
            self.fields["url"].required = False
            self.fields["url"].help_text = _("Laissez vide si ce lieu ne donne pas de lien.")
