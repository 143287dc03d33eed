"""Forms of the outbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CorrectionForm(forms.Form):
    """New words for what is out; `key` is made with the page, so that twice is once."""

    key = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)
    title = forms.CharField(label=_("Titre"), max_length=300, required=False)
    text = forms.CharField(label=_("Texte"), max_length=100_000, required=False, widget=forms.Textarea({"rows": 8}))
    anyway = forms.BooleanField(required=False)

    def __init__(self, *args: Any, with_title: bool, **kwargs: Any) -> None:
        """`with_title`: what is out has one."""
        super().__init__(*args, **kwargs)
        if not with_title:
            del self.fields["title"]


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
