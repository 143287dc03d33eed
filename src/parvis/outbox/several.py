"""The same verb for several deliveries at once: what it does to each, what stands in the way, and what undoes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from parvis.govern import gate
from parvis.outbox import actions, taking
from parvis.outbox.models import TROUBLED, Delivery, State
from parvis.outbox.reviewing import Impossible, must_wait
from parvis.outbox.words import MOVED_ON
from parvis.say import Say

Verb = Callable[[Any, Delivery], None]
VERBS: dict[str, Verb] = {"retry": actions.retry, "cancel": actions.cancel, "withdraw": taking.withdraw}


@dataclass(frozen=True)
class Fate:
    """What would become of a delivery: `say` names the consequence, or, where not `able`, what stands in the way."""

    row: Delivery
    able: bool
    say: Say


def fates(person: Any, verb: str, rows: Iterable[Delivery]) -> list[Fate]:
    """For each, what the verb of that name would do now in the hands of `person`."""
    return [_fate(person, verb, row) for row in rows]


def _fate(person: Any, verb: str, row: Delivery) -> Fate:
    consequence = CONSEQUENCES[verb](row)
    if consequence is None:
        return Fate(row, False, _NOT_NOW[verb])
    if closed := _refusal(person, verb, row):
        return Fate(row, False, closed.say)
    return Fate(row, True, consequence)


def _refusal(person: Any, verb: str, row: Delivery) -> gate.Refusal | None:
    if verb == "cancel":
        return actions.cancelling_refused(person, row)
    return gate.refusal(person, row.organisation, row.act, row.channel, timezone.now())


def _retried(row: Delivery) -> Say | None:
    if row.state not in TROUBLED:
        return None
    if actions.may_be_out(row):
        return _LOOKS_FIRST
    return _READ_FIRST if must_wait(row, timezone.now()) else _GOES_NOW


def _cancelled(row: Delivery) -> Say | None:
    return _STAYS_HERE if actions.stands(row) else None


def _withdrawn(row: Delivery) -> Say | None:
    if row.unwanted and row.state != State.SENT:
        return None
    if taking.will_withdraw(row):
        return _FOLLOWS
    if taking.can_withdraw(row):
        return _BY_A_PERSON if row.channel.by_hand else _DISAPPEARS
    return _ASKED_AGAIN if taking.stands_still(row) and not row.channel.by_hand else None


CONSEQUENCES: dict[str, Callable[[Delivery], Say | None]] = {
    "retry": _retried,
    "cancel": _cancelled,
    "withdraw": _withdrawn,
}


def undoing(row: Delivery) -> Verb | None:
    """What takes back what was just done: a cancelled item is taken up, a withdrawal not asked for yet called off."""
    if row.state == State.CANCELLED:
        return actions.take_up
    return taking.leave if taking.can_leave(row) else None


def undo(person: Any, row: Delivery) -> None:
    """Takes back a cancelling or a withdrawal; `Impossible` where that can no longer be."""
    verb = undoing(row)
    if verb is None:
        raise Impossible(MOVED_ON)
    verb(person, row)


_LOOKS_FIRST = Say(
    "Parvis regarde d’abord s’il est en ligne ; sinon, il repart.",
    "Parvis first looks whether it is out; if not, it goes again.",
)
_READ_FIRST = Say("Il attendra d’être relu par un référent.", "It will wait to be read by a referent.")
_GOES_NOW = Say("Il repart tout de suite, en votre nom.", "It goes again at once, in your name.")
_STAYS_HERE = Say(
    "Il ne partira pas. Son texte reste lisible ici, et vous pourrez le reprendre.",
    "It will not go out. Its text stays here, and you can take it up again.",
)
_FOLLOWS = Say(
    "En route : il sera retiré dès que le réseau l’aura.", "On its way: it will be taken back once the network has it."
)
_BY_A_PERSON = Say(
    "Tenu à la main : une personne devra le retirer sur place, puis l’indiquer.",
    "Held by hand: a person will have to remove it there, then say so.",
)
_DISAPPEARS = Say(
    "Il disparaîtra du réseau, et cela ne se défait pas. Ceux qui l’ont lu ou copié le gardent.",
    "It will disappear from the network, and that cannot be undone. Those who read or copied it keep it.",
)
_ASKED_AGAIN = Say("Son retrait sera redemandé au réseau.", "The network will be asked again to take it back.")
_NOT_NOW = {
    "retry": Say("Il n’est pas arrêté : rien à relancer.", "It has not stopped: there is nothing to send again."),
    "cancel": Say(
        "Il est parti, ou en route : il ne peut plus être annulé.",
        "It is out, or on its way: it can no longer be cancelled.",
    ),
    "withdraw": Say(
        "Il n’est pas en ligne, ou Parvis ne peut pas l’en retirer.",
        "It is not out, or Parvis cannot take it back.",
    ),
}
