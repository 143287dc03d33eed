"""Forms of the ambassadors' room."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from parvis.core import pictures
from parvis.govern.ambassadors.models import Ambassador, Item, Share
from parvis.people.models import User

MOST_BYTES = 15_000_000


class InviteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A member, or somebody by name and address; and the words proposed to them."""

    class Meta:
        model = Ambassador
        fields = ("person", "name", "email", "intro")
        widgets = {"intro": forms.Textarea({"rows": 2})}
        help_texts = {
            "person": _("Ou, pour une personne sans compte ici, son nom et son adresse ci-dessous."),
            "intro": _("La personne peut dire autre chose : c’est une proposition."),
        }

    def __init__(self, house: Any, *args: Any, **kwargs: Any) -> None:
        proposed = _("%(house)s : j’y travaille, et je parle ici en mon nom.") % {"house": house.name}
        super().__init__(*args, initial={"intro": proposed}, **kwargs)
        people = User.objects.filter(memberships__organisation=house, is_active=True).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].empty_label = _("personne")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("person") and not (cleaned.get("name") and cleaned.get("email")):
            raise ValidationError(_("Choisissez un membre, ou donnez un nom et une adresse."))
        return cleaned


class ConsentForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an ambassador agrees to; nothing is ticked beforehand."""

    tells = forms.BooleanField(
        label=_("La maison peut voir et compter ce que je marque comme partagé, avec les liens que je donne."),
        required=False,
    )

    class Meta:
        model = Ambassador
        fields = ("accounts", "tells")
        widgets = {"accounts": forms.Textarea({"rows": 3})}
        help_texts = {
            "accounts": _(
                "Un par ligne, ceux que vous voulez nommer, ou aucun. "
                "Les responsables les voient ; Parvis ne les lit pas."
            )
        }


class AgreeForm(ConsentForm):
    """The same, the first time: with a yes."""

    agree = forms.BooleanField(
        label=_("J’accepte de participer. Je peux me retirer à tout moment, sans donner de raison.")
    )


class ShareForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Share
        fields = ("link",)


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """An item of the kit. A picture needs words for those who do not see it."""

    class Meta:
        model = Item
        fields = ("title", "text", "link", "picture", "alt")
        widgets = {"text": forms.Textarea({"rows": 5}), "picture": forms.FileInput}
        help_texts = {
            "text": _("Écrivez-le comme une personne le dirait à ses proches : chacun l’adapte ensuite."),
            "alt": _("Une phrase qui dit ce que l’image montre, pour les personnes qui ne la voient pas."),
        }

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture and picture.size > MOST_BYTES:
            raise ValidationError(_("Cette image pèse plus de 15 Mo. Choisissez-en une plus légère."))
        return pictures.cleaned(picture) if isinstance(picture, UploadedFile) else picture

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("picture") and not cleaned.get("alt"):
            self.add_error("alt", _("Décrivez l’image en une phrase."))
        return cleaned

    def fields_of(self) -> dict[str, Any]:
        """What `actions` wants."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
