"""The form of a publication."""

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import UnidentifiedImageError

from parvis.core import pictures
from parvis.publish import captions, videos
from parvis.publish.models import File, Publication
from parvis.publish.reads import open_channels

MOST_BYTES = 15_000_000
NEITHER = _("Ce fichier n’est ni une image ni une vidéo MP4. Choisissez-en un autre.")
FURTHEST = timedelta(days=2 * 366)


class Shown(NamedTuple):
    """A picture as a link to the page that shows it to members: files are not served by their path."""

    name: str
    url: str

    def __str__(self) -> str:
        return self.name


class PictureInput(forms.ClearableFileInput):
    """Keeps, replaces or takes away the picture of a draft."""

    address = ""

    def format_value(self, value: Any) -> Any:
        kept = super().format_value(value)
        return Shown(Path(kept.name or "").name, self.address) if kept else None


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A text and perhaps a picture for some channels, now or later."""

    planned_at = forms.DateTimeField(
        label=_("Date d’envoi"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Laissez vide pour envoyer tout de suite."),
    )

    class Meta:
        model = Publication
        fields = (
            *("title", "text", "more", "warning", "poll", "poll_days", "poll_several"),
            *("picture", "alt", "channels", "planned_at"),
        )
        widgets = {
            "text": forms.Textarea({"rows": 7}),
            "more": forms.Textarea({"rows": 5}),
            "poll": forms.Textarea({"rows": 4}),
            "poll_days": forms.Select(choices=[(1, _("1 jour")), (3, _("3 jours")), (7, _("7 jours"))]),
            "channels": forms.CheckboxSelectMultiple,
            "picture": PictureInput,
        }
        help_texts = {
            "title": _("Pour le site seulement ; les réseaux n’ont pas de titre."),
            "more": _("Séparez les messages par une ligne de trois tirets : ---"),
            "warning": _("Une ligne qui prévient ; là où le réseau le permet, le texte s’ouvre d’un clic."),
            "poll": _("Une réponse par ligne. Là où il n’y a pas de sondage, le texte part sans."),
            "channels": _("Sans canal, le texte reste un brouillon."),
            "alt": _("Une phrase qui dit ce que l’image montre, pour les personnes qui ne la voient pas."),
        }

    def __init__(self, house: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels: Any = self.fields["channels"]
        channels.queryset = channels.queryset.of(house).filter(pk__in=[row.pk for row in open_channels(house)])
        channels.required = False
        self.fields["poll_days"].required = False
        for name in ("channels", "alt"):
            self.fields[name].depends = True  # type: ignore[attr-defined]  # a draft does without, what is sent does not: not called optional
        if self.instance.pk:
            self.fields["picture"].widget.address = reverse("publish:picture", args=[house.slug, self.instance.pk])

    def clean_planned_at(self) -> Any:
        at = self.cleaned_data["planned_at"]
        if at and at < timezone.now():
            raise ValidationError(_("Cette date est passée. Choisissez-en une à venir, ou laissez vide."))
        if at and at > timezone.now() + FURTHEST:
            raise ValidationError(_("Cette date est à plus de deux ans. Choisissez-en une plus proche."))
        return at

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture and picture.size > MOST_BYTES:
            raise ValidationError(_("Cette image dépasse 15 Mo. Réduisez-la, puis choisissez-la de nouveau."))
        return pictures.cleaned(picture) if isinstance(picture, UploadedFile) else picture


class FileForm(forms.ModelForm):  # type: ignore[type-arg]
    """One more picture, or a video, what it shows and what is said in it."""

    subtitles = forms.FileField(
        label=_("Sous-titres de la vidéo"),
        required=False,
        help_text=_("Un fichier WebVTT ou SRT, dans la langue du texte."),
        widget=forms.FileInput({"accept": ".vtt,.srt"}),
    )
    without = forms.BooleanField(label=_("Retirer les sous-titres"), required=False)

    class Meta:
        model = File
        fields = ("file", "alt")
        widgets = {"file": PictureInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            slug = self.instance.organisation.slug
            self.fields["file"].widget.address = reverse("publish:file", args=[slug, self.instance.pk])
        if not self.instance.captions:
            del self.fields["without"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        if videos.is_video(file):
            film = videos.cleaned(file)
            self.instance.seconds = videos.seconds(film)
            return film
        if file.size and file.size > MOST_BYTES:
            raise ValidationError(_("Cette image dépasse 15 Mo. Réduisez-la, puis choisissez-la de nouveau."))
        try:
            return pictures.cleaned(file)
        except UnidentifiedImageError:
            raise ValidationError(NEITHER) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, given = cleaned.get("file"), cleaned.get("subtitles")
        if given and file and not file.name.endswith(".mp4"):
            self.add_error("subtitles", _("Les sous-titres vont avec une vidéo. Joignez-les à son fichier."))
        elif given:
            self._keep(given)
        elif cleaned.get("without") or (file and not file.name.endswith(".mp4")):
            self.instance.captions = ""
        return cleaned

    def _keep(self, given: Any) -> None:
        try:
            self.instance.captions = captions.cleaned(given)
        except ValidationError as error:
            self.add_error("subtitles", error)


Files = forms.inlineformset_factory(Publication, File, FileForm, extra=3, max_num=9, validate_max=True)


def files_form(publication: Publication, data: Any = None, files: Any = None) -> Any:
    """The further files of a publication: those there are, and room for three more."""
    return Files(data, files, instance=publication, prefix="files")
