"""A form for each kind of rule: what they share, and the terms of each."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.govern.charter.reads import clause_choices
from parvis.govern.rulebook.models import Kind, Rule
from parvis.govern.rulebook.ready import reserve
from parvis.text.query import QueryError, parse

LANGUAGES = [
    ("fr", _("français")), ("en", _("anglais")), ("br", _("breton")), ("de", _("allemand")), ("es", _("espagnol")),
    ("it", _("italien")), ("nl", _("néerlandais")), ("pt", _("portugais")), ("ar", _("arabe")),
]  # fmt: skip
DAY = {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
TIME = {"widget": forms.TimeInput({"type": "time"}, format="%H:%M")}
LINES = {"widget": forms.Textarea({"rows": 4})}


class QueryField(forms.CharField):
    """Words to look for, in the language of watches; refused with its reason and a repair."""

    def clean(self, value: Any) -> str:
        query: str = super().clean(value)
        try:
            return str(parse(query)) if query else ""
        except QueryError as error:
            repair = _(" Essayez : %(repair)s") % {"repair": error.repair} if error.repair else ""
            raise ValidationError(error.say.to(get_language() or "fr") + str(repair)) from None


class LinesField(forms.CharField):
    """A list, one a line."""

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class RuleForm(forms.Form):
    """What every rule says: its name, whether it blocks, what it is about, where, and the clause it hangs on."""

    TERMS: tuple[str, ...] = ()
    OWN: tuple[str, ...] = ()
    name = forms.CharField(label=_("Nom de la règle"), max_length=120)
    blocks = forms.TypedChoiceField(
        label=_("Quand elle n’est pas tenue"),
        choices=[("yes", _("l’envoi est bloqué")), ("no", _("la personne est avertie, et peut passer outre"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    on_publish = forms.BooleanField(label=_("Publications"), required=False, initial=True)
    on_reply = forms.BooleanField(label=_("Réponses"), required=False, initial=True)
    channels = forms.ModelMultipleChoiceField(
        label=_("Canaux"),
        queryset=Channel.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun canal coché : la règle vaut partout."),
    )
    clause = forms.ChoiceField(label=_("Article qui la fonde"), required=False)
    advice = forms.CharField(
        label=_("Ce qu’il faut faire"),
        max_length=300,
        required=False,
        help_text=_("Laissez vide pour le conseil de Parvis."),
    )

    def __init__(self, house: Any, *args: Any, rule: Rule | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**(_as_initial(rule) if rule else {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["channels"].queryset = Channel.objects.of(house).exclude(state="closed")
        self.fields["clause"].choices = [("", _("aucun")), *clause_choices(house)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("on_publish") and not cleaned.get("on_reply"):
            raise ValidationError(_("Cochez les publications, les réponses, ou les deux."))
        return cleaned

    def rule(self) -> dict[str, Any]:
        """What `actions` wants, without the channels."""
        own = {name: self.cleaned_data[name] for name in ("name", "blocks", "on_publish", "on_reply", "advice")}
        policy, _colon, key = self.cleaned_data["clause"].partition(":")
        hung = {"policy_id": int(policy) if policy else None, "clause_key": UUID(key) if key else None}
        return {**own, **hung, "terms": self.terms()}

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.TERMS}

    def own(self) -> Iterator[Any]:
        return (self[name] for name in self.OWN or self.TERMS)


class WordsForm(RuleForm):
    TERMS = ("query",)
    query = QueryField(
        label=_("Mots à éviter"),
        help_text=_('Comme dans une veille : « usager* OU administré* OU "en votre qualité de" ».'),
        widget=forms.Textarea({"rows": 2}),
    )


class MentionForm(RuleForm):
    TERMS = ("wanted", "query", "picture")
    wanted = LinesField(label=_("Mentions acceptées, une par ligne"), help_text=_("Une seule suffit."), **LINES)
    query = QueryField(
        label=_("Seulement quand le texte parle de"),
        required=False,
        help_text=_('Comme dans une veille : « festival OU "nuits de la Vive" ».'),
    )
    picture = forms.BooleanField(label=_("Seulement quand il y a une image"), required=False)


class PrivacyForm(RuleForm):
    TERMS = ("allowed",)
    allowed = LinesField(
        label=_("Ce que la maison publie elle-même"),
        required=False,
        help_text=_("Ses numéros, ses adresses, les noms de ses élus : un par ligne. Le reste est relevé."),
        **LINES,
    )


class SilenceForm(RuleForm):
    TERMS = ("start", "end", "query")
    OWN = ("election", *TERMS)
    election = forms.DateField(
        label=_("Jour du scrutin"),
        required=False,
        help_text=_("Parvis en tire les deux jours de la réserve. Sinon, donnez-les vous-même."),
        **DAY,
    )
    start = forms.DateField(label=_("Premier jour"), required=False, **DAY)
    end = forms.DateField(label=_("Dernier jour"), required=False, **DAY)
    query = QueryField(
        label=_("Seulement quand le texte parle de"),
        required=False,
        help_text=_("Laissez vide pour tout arrêter. Sinon, comme dans une veille : « bilan OU réalisation* »."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if ballot := cleaned.get("election"):
            cleaned |= {"start": reserve(ballot), "end": ballot}
        if not cleaned.get("start") or not cleaned.get("end"):
            raise ValidationError(_("Donnez le jour du scrutin, ou le premier et le dernier jour."))
        if cleaned["end"] < cleaned["start"]:
            raise ValidationError(_("Le dernier jour vient avant le premier. Échangez-les."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in super().terms().items()}


class QuietForm(RuleForm):
    TERMS = ("start", "end", "sundays")
    start = forms.TimeField(label=_("À partir de"), **TIME)
    end = forms.TimeField(label=pgettext_lazy("hours", "Jusqu’à"), **TIME)
    sundays = forms.BooleanField(label=_("Tout le dimanche aussi"), required=False)

    def terms(self) -> dict[str, Any]:
        terms = super().terms()
        return {**terms, "start": f"{terms['start']:%H:%M}", "end": f"{terms['end']:%H:%M}"}


class LanguageForm(RuleForm):
    TERMS = ("languages",)
    languages = forms.MultipleChoiceField(
        label=_("Langues prévues"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple, initial=["fr"]
    )


class LinksForm(RuleForm):
    TERMS = ("sites",)
    sites = LinesField(
        label=_("Sites prévus, un par ligne"),
        help_text=_("« service-public.fr » vaut aussi pour ses sous-domaines. Les raccourcisseurs cachent où l’on va."),
        **LINES,
    )

    def clean_sites(self) -> list[str]:
        """Whole addresses are cut down to their host."""
        sites = [
            line.lower().removeprefix("https://").removeprefix("http://").split("/")[0]
            for line in self.cleaned_data["sites"]
        ]
        return [site.removeprefix("www.") for site in sites]


class DescriptionForm(RuleForm):
    TERMS = ("least", "captions")
    least = forms.IntegerField(
        label=_("Longueur minimale du texte de remplacement"), min_value=0, max_value=300, initial=20
    )
    captions = forms.BooleanField(label=_("Sous-titres exigés pour les vidéos"), required=False, initial=True)


FORMS: dict[str, type[RuleForm]] = {
    Kind.WORDS: WordsForm,
    Kind.MENTION: MentionForm,
    Kind.PRIVACY: PrivacyForm,
    Kind.SILENCE: SilenceForm,
    Kind.QUIET: QuietForm,
    Kind.LANGUAGE: LanguageForm,
    Kind.LINKS: LinksForm,
    Kind.DESCRIPTION: DescriptionForm,
}


class TryForm(forms.Form):
    """A text to hold against the rules."""

    text = forms.CharField(label=_("Texte à essayer"), widget=forms.Textarea({"rows": 4}), max_length=20_000)
    act = forms.ChoiceField(
        label=_("Comme"), choices=[("publish", _("une publication")), ("reply", _("une réponse"))], initial="publish"
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _as_initial(rule: Rule) -> dict[str, Any]:
    names = ("name", "on_publish", "on_reply", "advice")
    clause = f"{rule.policy_id}:{rule.clause_key}" if rule.policy_id and rule.clause_key else ""
    return {
        **{name: getattr(rule, name) for name in names},
        "blocks": "yes" if rule.blocks else "no",
        "channels": list(rule.channels.all()),
        "clause": clause,
        **rule.terms,
    }
