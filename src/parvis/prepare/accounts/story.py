"""The audit told: what stands out, who is silent, all accounts, what could not be read, how it was counted."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parvis.measure.story import Section
from parvis.networks.registry import kinds
from parvis.prepare.accounts.figures import Account
from parvis.web import words as say

NAMES = {"peertube": "PeerTube", "snac": "snac", "pixelfed": "Pixelfed", "activitypub": "ActivityPub", "feed": "RSS"}
FEW = 0.5


def sections(accounts: Sequence[Account]) -> list[Section]:
    """In reading order; empty ones are left out."""
    writers = [_essentials, _all, _silences, _ways, _unread, _method]
    parts = [writer(accounts) for writer in writers]
    return [part for part in parts if not part.is_empty]


def name_of(account: Account) -> str:
    return account.profile.name or account.profile.handle if account.profile else account.address


def network_of(account: Account) -> str:
    slug = account.profile.network if account.profile else ""
    kind = kinds().get(slug)
    return NAMES.get(slug) or (kind.info.name if kind else slug)


def _essentials(accounts: Sequence[Account]) -> Section:
    read = [account for account in accounts if account.profile]
    asleep = [account for account in read if account.is_dormant]
    sentences = [
        ngettext("%(n)s compte regardé.", "%(n)s comptes regardés.", len(accounts)) % {"n": say.number(len(accounts))}
    ]
    if asleep:
        told = ngettext(
            "%(n)s n’a rien publié depuis 90 jours.", "%(n)s n’ont rien publié depuis 90 jours.", len(asleep)
        )
        sentences.append(told % {"n": say.number(len(asleep))})
    elif read:
        sentences.append(_("Tous ceux qui se lisent ont publié dans les 90 derniers jours."))
    pictures, described = _pictures(read)
    if pictures:
        share = say.percent(described / pictures)
        sentences.append(_("%(share)s des images ont un texte de remplacement.") % {"share": share})
    return Section("essentials", _("L’essentiel"), sentences, points=_advice(read))


def _pictures(accounts: Sequence[Account]) -> tuple[int, int]:
    items = [item for account in accounts for item in account.recent]
    return sum(item.pictures for item in items), sum(item.described for item in items)


def _advice(accounts: Sequence[Account]) -> list[str]:
    """What to do with which account, the gravest first."""
    advice = {
        _("%(name)s : fermez ce compte, ou dites qui le fait vivre."): [a for a in accounts if a.is_dormant],
        _("%(name)s : décrivez les images, beaucoup n’ont pas de texte de remplacement."): [
            a for a in accounts if a.alt_share is not None and a.alt_share < FEW
        ],
        _("%(name)s : des silences de plus de deux semaines ; préparez quelques publications d’avance."): [
            a for a in accounts if a.gaps and not a.is_dormant
        ],
    }
    return [words % {"name": f"{name_of(a)} ({network_of(a)})"} for words, found in advice.items() for a in found]


def _silences(accounts: Sequence[Account]) -> Section:
    rows = [
        [
            name_of(account),
            network_of(account),
            say.short_day(gap.start.date()),
            say.short_day(gap.end.date()),
            say.number(gap.days),
        ]
        for account in accounts
        for gap in account.gaps
        if not account.is_dormant
    ]
    header = [_("Compte"), _("Réseau"), _("Du"), _("Jusqu’au"), _("Jours")]
    return Section("gaps", _("Les silences de plus de deux semaines"), table=(header, rows) if rows else None)


def _all(accounts: Sequence[Account]) -> Section:
    header = [_("Compte"), _("Réseau"), _("Abonnés"), _("Dernier message"), _("En 90 jours")]
    rows = [_row(account) for account in accounts if account.profile]
    return Section("accounts", _("Tous les comptes"), table=(header, rows) if rows else None)


def _row(account: Account) -> list[str]:
    followers = account.profile.followers if account.profile else None
    at_least = "" if account.is_whole else "≥ "
    return [
        name_of(account),
        network_of(account),
        say.number(followers) if followers is not None else "–",
        f"{say.short_day(account.last.date())} {account.last.year}" if account.last else _("jamais"),
        at_least + say.number(len(account.recent)),
    ]


def _ways(accounts: Sequence[Account]) -> Section:
    header = [_("Compte"), _("Réseau"), _("Par semaine"), _("Images décrites"), _("Réponses")]
    rows = [
        [
            name_of(account),
            network_of(account),
            say.number(account.per_week, 1),
            _share(account.alt_share),
            _share(account.reply_share),
        ]
        for account in accounts
        if account.recent
    ]
    return Section("ways", _("Comment ils publient"), table=(header, rows) if rows else None)


def _share(share: float | None) -> str:
    return "–" if share is None else say.percent(share)


def _unread(accounts: Sequence[Account]) -> Section:
    language = get_language() or "fr"
    points = [
        _("%(address)s : %(why)s") % {"address": account.address, "why": account.error.to(language)}
        for account in accounts
        if account.error
    ]
    return Section("unread", _("Ce qui n’a pas pu être lu"), points=points)


def _method(accounts: Sequence[Account]) -> Section:
    sentences = [
        _("Tout vient de ce que chacun peut voir sans compte : profils, messages publics, flux."),
        _("Les partages de messages d’autrui ne comptent pas."),
        _("« – » : l’endroit ne le dit pas, ou il n’y a rien à compter."),
    ]
    if any(account.profile and not account.is_whole for account in accounts):
        sentences.append(_("« ≥ » : l’endroit ne montre que les derniers messages ; il y en a peut-être eu d’autres."))
    return Section("method", _("Comment c’est compté"), sentences)
