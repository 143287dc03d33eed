"""Forms about the charter and the policies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parvis.govern.charter import signing, starting
from parvis.govern.charter.models import Clause, Function, Kind, Policy, Signature, Version
from parvis.govern.charter.writing import Written, copied
from parvis.people.models import Membership, Role

IN_FORCE, EMPTY = "in_force", "empty"
MOST_DAYS = 90


class BeginForm(forms.Form):
    """Which text, and what it starts from."""

    kind = forms.ChoiceField(label=_("Texte"), choices=Kind.choices)
    start = forms.ChoiceField(label=_("Partir de"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Langue du texte de départ"), choices=[("fr", "Français"), ("en", "English")], required=False
    )

    def __init__(self, house: Any, in_force: dict[str, Version], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house, self.in_force = house, in_force
        reader = get_language() or "fr"
        given = [(name, say.to(reader)) for name, say in starting.HOUSES.items()]
        present = [(IN_FORCE, _("la version en vigueur"))] if in_force else []
        self.fields["start"].choices = [*present, *given, (EMPTY, _("une page blanche"))]
        self.fields["language"].initial = house.language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("start") == IN_FORCE and cleaned.get("kind") not in self.in_force:
            self.add_error("start", _("Ce texte n’a pas encore de version en vigueur. Choisissez un autre départ."))
        return cleaned

    def written(self) -> tuple[str, str, list[Written]]:
        """Kind, title and clauses, as `writing.begin` wants them."""
        kind, start = self.cleaned_data["kind"], self.cleaned_data["start"]
        language = self.cleaned_data["language"] or self.house.language
        title = starting.title(kind, language)
        if start == IN_FORCE:
            return kind, title, copied(self.in_force[kind])
        return kind, title, [] if start == EMPTY else starting.clauses(kind, start, language, self.house)


class DescribeForm(forms.Form):
    """Title, what changes, time to read."""

    title = forms.CharField(label=_("Titre"), max_length=Policy._meta.get_field("title").max_length)
    note = forms.CharField(
        label=_("Ce qui change"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Deux phrases pour celles et ceux qui connaissent la version précédente."),
    )
    grace_days = forms.IntegerField(
        label=_("Jours pour la lire"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("Passé ce délai, qui ne l’a pas lue ne peut plus rien envoyer au nom de la maison."),
    )


class ClauseForm(forms.Form):
    """One clause. `seen_…`: what it said when the form was opened."""

    title = forms.CharField(
        label=pgettext_lazy("clause", "Titre"), max_length=Clause._meta.get_field("title").max_length
    )
    text = forms.CharField(
        label=_("Texte"),
        max_length=8000,
        widget=forms.Textarea({"rows": 12}),
        help_text=_(
            "Une ligne vide sépare deux paragraphes. Un tiret en début de ligne fait une liste ; **deux étoiles** "
            "mettent en gras, *une étoile* en italique ; [un lien](https://…) s’écrit ainsi."
        ),
    )
    seen_title = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    seen_text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    @property
    def seen(self) -> tuple[str, str]:
        data = self.cleaned_data
        return data["seen_title"], data["seen_text"].replace("\r\n", "\n")


class RefuseForm(forms.Form):
    """Why a function does not sign."""

    word = forms.CharField(
        label=Signature._meta.get_field("word").verbose_name,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Le texte revient à celles et ceux qui l’écrivent, avec votre mot."),
    )


class FunctionForm(forms.Form):
    """A function and who signs for it; without a name it is left out."""

    function = forms.ModelChoiceField(queryset=Function.objects.none(), required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=pgettext_lazy("signature", "Fonction"), max_length=80, required=False)
    signers = forms.ModelMultipleChoiceField(
        label=_("Qui peut signer"),
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, house: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.of(house).filter(user__is_active=True).exclude(role=Role.READER)
        self.fields["signers"].queryset = members.select_related("user").order_by("user__name")
        self.fields["function"].queryset = Function.objects.of(house)


class _Functions(forms.BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        names = [form.cleaned_data.get("name", "").strip().lower() for form in self.forms if form.is_valid()]
        given = [name for name in names if name]
        if not given:
            raise ValidationError(_("Nommez au moins une fonction : sans elle, aucun texte n’entre en vigueur."))
        if len(given) != len(set(given)):
            raise ValidationError(_("Deux fonctions portent le même nom. Donnez-leur des noms différents."))

    def named(self) -> list[signing.Named]:
        """As `signing.name_functions` wants them."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name", "").strip()]
        return [signing.Named(row["function"], row["name"].strip(), list(row["signers"])) for row in rows]


FunctionFormSet = forms.formset_factory(FunctionForm, formset=_Functions, extra=1, max_num=12)


def function_forms(house: Any, data: Any = None) -> Any:
    """One form for each function that signs, and an empty one."""
    rows = signing.functions(house)
    initial = [
        {
            "function": row.pk,
            "name": row.name,
            "signers": [member.pk for member in row.signers.all()] if row.pk else [],
        }
        for row in rows
    ]
    return FunctionFormSet(data, initial=initial, form_kwargs={"house": house}, prefix="f")
