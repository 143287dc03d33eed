"""Forms of listening."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.channels.speak import can
from parvis.core.scope import Organisation
from parvis.listen import matching
from parvis.listen.models import Intent, Source, Tone, Watch
from parvis.networks import registry
from parvis.networks.base import Can
from parvis.text.query import QueryError, parse

MOST_MEGABYTES = 500
LANGUAGES = {
    "fr": _("français"),
    "en": _("anglais"),
    "nl": _("néerlandais"),
    "de": _("allemand"),
    "it": _("italien"),
    "es": _("espagnol"),
    "br": _("breton"),
    "pt": _("portugais"),
    "ar": _("arabe"),
    "hi": _("hindi"),
}
FIELDS = {
    "text": _("Texte de la remarque"),
    "published_at": _("Date"),
    "author": _("Auteur"),
    "url": _("Adresse"),
    "title": _("Titre"),
    "source": _("Réseau ou site"),
    "lang": _("Langue"),
    "tags": _("Mots-dièse"),
    "id": _("Identifiant"),
}


DAYS = [MinValueValidator(date(1970, 1, 2)), MaxValueValidator(date(2199, 12, 31))]


def _any(label: Any) -> list[tuple[str, Any]]:
    return [("", label)]


class StreamForm(forms.Form):
    """The filters of the stream, as they stand in the address. What makes no sense there is left out."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=200)
    watch = forms.ModelChoiceField(Watch.objects.none(), label=_("Veille"), required=False)
    tone = forms.ChoiceField(label=_("Tonalité"), required=False)
    intent = forms.ChoiceField(label=_("Intention"), required=False)
    network = forms.ChoiceField(label=_("Réseau"), required=False)
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), required=False)
    language = forms.ChoiceField(label=_("Langue"), required=False)
    since = forms.DateField(label=_("Du"), required=False, validators=DAYS)
    until = forms.DateField(label=_("Au"), required=False, validators=DAYS)
    unfolded = forms.BooleanField(label=_("Montrer aussi les reprises"), required=False)
    dismissed = forms.BooleanField(label=_("Voir ce qui a été écarté"), required=False)
    copies = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("watch", Watch.objects.of(organisation), _("Toutes"))
        self._choose("source", Source.objects.of(organisation), _("Toutes"))
        fields: Any = self.fields
        fields["tone"].choices = [*_any(_("Toutes")), *Tone.choices]
        fields["intent"].choices = [*_any(_("Toutes")), *Intent.choices]
        fields["network"].choices = [*_any(_("Tous")), *_networks()]
        fields["language"].choices = [*_any(_("Toutes")), *LANGUAGES.items()]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def _choose(self, name: str, rows: Any, nothing: Any) -> None:
        field: Any = self.fields[name]
        field.queryset, field.empty_label = rows, nothing

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that hold."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _networks() -> list[tuple[str, str]]:
    return [(info.slug, info.name) for info in registry.infos()] + [("import", str(_("Fichier importé")))]


class WatchForm(forms.ModelForm):  # type: ignore[type-arg]
    """A watch. A query that cannot be read is an error of its field; the page shows where."""

    class Meta:
        model = Watch
        fields = ("name", "query", "asks")
        widgets = {"query": forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none"})}
        help_texts = {
            "name": _("Par exemple : Cantine, Pont des Forges, Fête de la musique."),
            "query": _("Écrivez ce qui doit être trouvé. Les accents et les majuscules ne comptent pas."),
        }

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        same = Watch.objects.of(self.organisation).filter(name__iexact=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("Une veille porte déjà ce nom. Choisissez-en un autre."))
        return name

    def clean_query(self) -> str:
        query: str = self.cleaned_data["query"]
        try:
            parse(query, matching.saved_of(self.organisation))
        except QueryError as error:
            raise forms.ValidationError(error.say.to(get_language() or "fr")) from None
        return query


class AddressForm(forms.Form):
    """Where to look for feeds."""

    address = forms.CharField(
        label=_("Adresse du site ou du flux"),
        max_length=1000,
        help_text=_("Par exemple https://www.journal.example/. Parvis y cherche les flux."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        return address if "://" in address else f"https://{address}"


class SearchForm(forms.Form):
    """A search that is kept, on the network of a connected account."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Compte"), empty_label=None)
    words = forms.CharField(
        label=_("Mots cherchés"),
        max_length=300,
        help_text=_("Dans la syntaxe du réseau. Vos veilles font ensuite le tri."),
    )

    def __init__(self, channels: Sequence[Channel], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Channel.objects.filter(pk__in=[channel.pk for channel in channels])
        field: Any = self.fields["channel"]
        field.queryset = rows


def searchable(organisation: Organisation) -> list[Channel]:
    """Connected accounts whose network can be searched."""
    rows = Channel.objects.of(organisation).exclude(state="closed").filter(login_lost_at=None)
    return [channel for channel in rows if can(channel, Can.SEARCH)]


class ListForm(forms.Form):
    """A list of feeds."""

    file = forms.FileField(label=_("Fichier OPML"))

    def clean_file(self) -> Any:
        return _not_larger(self.cleaned_data["file"], 5)


class FileForm(forms.Form):
    """A file of remarks."""

    file = forms.FileField(
        label=_("Fichier"), help_text=_("CSV (Excel, LibreOffice) ou JSON Lines, compressé (.gz) ou non.")
    )
    name = forms.CharField(
        label=_("D’où viennent ces remarques ?"),
        max_length=200,
        help_text=_("Par exemple : Enquête 2025. Le même nom reconnaît ce qui a déjà été importé."),
    )

    def clean_file(self) -> Any:
        return _not_larger(self.cleaned_data["file"], MOST_MEGABYTES)


def _not_larger(file: Any, megabytes: int) -> Any:
    if file.size > megabytes * 1_000_000:
        words = _("Ce fichier dépasse %(most)s Mo. Coupez-le en plusieurs, puis réessayez.")
        raise forms.ValidationError(words, params={"most": megabytes})
    return file


class ColumnsForm(forms.Form):
    """Which column is what."""

    def __init__(self, columns: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Aucune colonne")), *((column, column) for column in columns)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=name == "text")

    @property
    def chosen(self) -> dict[str, str]:
        return {name: column for name, column in self.cleaned_data.items() if column}
