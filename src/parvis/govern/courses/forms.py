"""Forms of courses: answering, practising, marking, writing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.govern.courses.models import Terms

DRAWINGS = [
    # file in static/courses/img, what it shows
    ("", _("Aucun")),
    ("square.svg", _("La place et ses conversations")),
    ("four.svg", _("Les quatre traitements")),
    ("hour.svg", _("La première heure d’une crise")),
    ("consent.svg", _("Une photo et son autorisation")),
    ("alt.svg", _("Une image et sa description")),
    ("clauses.svg", _("Une charte et ses signatures")),
]


class AnswerForm(forms.Form):
    """The choices of one drawn question, by their place: the page holds nothing of the right answer."""

    def __init__(self, drawn: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawn = drawn
        places = [(str(place), choice) for place, choice in enumerate(drawn["choices"])]
        if drawn["kind"] == "order":
            self._rank(places)
            return
        shape, widget = (
            (forms.ChoiceField, forms.RadioSelect)
            if drawn["kind"] == "one"
            else (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)
        )
        empty = {"required": _("Choisissez une réponse.")}
        self.fields["given"] = shape(label=drawn["text"], choices=places, widget=widget, error_messages=empty)
        if drawn["kind"] == "many":
            self.fields["given"].help_text = _("Plusieurs réponses sont justes.")

    def _rank(self, places: list[tuple[str, str]]) -> None:
        ranks = [("", "–"), *((str(rank), str(rank)) for rank in range(1, len(places) + 1))]
        for place, choice in places:
            self.fields[f"rank-{place}"] = forms.ChoiceField(label=choice, choices=ranks)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ranks = [rank for name, rank in cleaned.items() if name.startswith("rank-")]
        if len(set(ranks)) != len(ranks):
            raise ValidationError(_("Donnez à chaque étape un rang différent."))
        return cleaned

    @property
    def given(self) -> list[int]:
        """Positions chosen; of an order, in the order chosen."""
        if self.drawn["kind"] == "order":
            ranked = sorted((int(rank), int(name.removeprefix("rank-"))) for name, rank in self.cleaned_data.items())
            return [place for _rank, place in ranked]
        given = self.cleaned_data["given"]
        return sorted(int(place) for place in ([given] if isinstance(given, str) else given))


class PracticeForm(forms.Form):
    text = forms.CharField(label=_("Votre réponse"), max_length=3000, widget=forms.Textarea({"rows": 8}), strip=True)


class MarkForm(forms.Form):
    """A word is owed to whoever has to try again."""

    verdict = forms.ChoiceField(
        label=_("Votre avis"),
        choices=[("passed", _("Réussie : cette réponse pourrait partir")), ("again", _("À retravailler"))],
        widget=forms.RadioSelect,
    )
    word = forms.CharField(
        label=_("Un mot pour votre collègue"),
        help_text=_("Ce qui est réussi, puis une chose à changer. Ce mot n’est lu que par cette personne."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == "again" and not cleaned.get("word"):
            self.add_error("word", _("Dites en une phrase ce qui est à reprendre."))
        return cleaned


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Motif"), max_length=300)


class TermsForm(forms.ModelForm):
    """Which courses are required, and what it takes to pass."""

    required = forms.MultipleChoiceField(
        label=_("Parcours exigés avant une habilitation"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Terms
        fields = ("required", "mark", "drawn", "tries", "months")

    def __init__(self, courses: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["required"].choices = [(each.slug, each.title) for each in courses]


class HeadForm(forms.Form):
    title = forms.CharField(label=_("Titre du parcours"), max_length=120)
    summary = forms.CharField(
        label=_("Résumé"),
        help_text=_("Ce que l’on saura faire après."),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
    )
    minutes = forms.IntegerField(label=_("Durée en minutes"), min_value=5, max_value=600, initial=30)


class ModuleForm(forms.Form):
    title = forms.CharField(label=_("Titre du module"), max_length=120)
    text = forms.CharField(
        label=_("Texte"),
        help_text=_(
            "Une ligne vide sépare deux paragraphes. « ## » ouvre un intertitre, « - » un point, « > » cite "
            "un message ; « x> » montre ce qu’il faut éviter, « v> » ce qui vaut mieux."
        ),
        max_length=20_000,
        widget=forms.Textarea({"rows": 18}),
    )
    picture = forms.ChoiceField(label=_("Dessin"), choices=DRAWINGS, required=False)
    alt = forms.CharField(
        label=_("Ce que montre le dessin"),
        help_text=_("Lu aux personnes qui ne le voient pas."),
        max_length=400,
        required=False,
    )
    video = forms.URLField(label=_("Adresse d’une vidéo"), required=False, assume_scheme="https", max_length=300)
    captions = forms.BooleanField(label=_("Cette vidéo a des sous-titres"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("picture") and not cleaned.get("alt"):
            self.add_error("alt", _("Décrivez le dessin en une phrase."))
        if cleaned.get("video") and not cleaned.get("captions"):
            self.add_error("captions", _("Sans sous-titres, des collègues ne la suivront pas. Sous-titrez-la d’abord."))
        return cleaned


class Lines(forms.CharField):
    """A text area whose lines are a list."""

    widget = forms.Textarea({"rows": 4})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class QuestionForm(forms.Form):
    """Right and wrong answers, or the steps of an order."""

    text = forms.CharField(label=_("Question"), max_length=400, widget=forms.Textarea({"rows": 3}))
    right = Lines(label=_("Réponses justes, une par ligne"), required=False, max_length=2000)
    wrong = Lines(label=_("Réponses fausses mais plausibles, une par ligne"), required=False, max_length=2000)
    order = Lines(
        label=_("Ou des étapes, dans le bon ordre, une par ligne"),
        help_text=_("Elles seront mélangées ; la personne les remettra en ordre."),
        required=False,
        max_length=2000,
    )
    why = forms.CharField(
        label=_("Pourquoi"),
        help_text=_("Montré après l’essai, quelle que soit la réponse."),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        right, wrong, order = (cleaned.get(name) or [] for name in ("right", "wrong", "order"))
        every = [*right, *wrong, *order]
        if len(set(every)) != len(every):
            raise ValidationError(_("Deux réponses sont les mêmes."))
        if order and (right or wrong):
            raise ValidationError(_("Remplissez les réponses justes et fausses, ou les étapes : pas les deux."))
        if not order and not (right and wrong):
            raise ValidationError(_("Il faut au moins une réponse juste et une fausse, ou des étapes à ordonner."))
        if len(order) in {1, 2}:
            raise ValidationError(_("Donnez au moins trois étapes."))
        return cleaned


class SituationForm(forms.Form):
    title = forms.CharField(label=_("Titre de la situation"), max_length=120)
    scene = forms.CharField(
        label=_("Ce que l’on sait"),
        help_text=_("Le lieu, l’heure, les faits que la personne peut employer dans sa réponse."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    message = forms.CharField(
        label=_("Le message auquel répondre"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )
    good = forms.CharField(
        label=_("Ce qu’une bonne réponse contient"),
        help_text=_("Montré au collègue qui relit."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    example = forms.CharField(
        label=_("Une bonne réponse"),
        help_text=_("Montrée une fois la situation réussie."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


PART_FORMS = {"modules": ModuleForm, "questions": QuestionForm, "situations": SituationForm}
