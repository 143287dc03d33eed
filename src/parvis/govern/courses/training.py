"""From course to accreditation: who speaks before training does so for a stated reason, and for a month at most."""

from datetime import datetime, timedelta
from typing import Any

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.courses import reads
from parvis.govern.courses.material import Material
from parvis.people.models import Membership
from parvis.say import Say

LONGEST = timedelta(days=31)  # thirty days, to the end of the last one


class Untrained(Exception):
    """Required courses are missing, and no reason or too long a time was given."""

    def __init__(self, titles: str) -> None:
        super().__init__(titles)
        self.say = Say(
            f"Il manque à cette personne : {titles}. Donnez un motif, et trente jours au plus.",
            f"This person has yet to pass: {titles}. Give a reason, and thirty days at most.",
        )


def everyone(organisation: Organisation, now: datetime, language: str) -> list[tuple[Membership, list[Material]]]:
    """Who may work here, each with the required courses that are missing."""
    wanted = reads.required(organisation, language)
    done = set(reads.standing(organisation, now).values_list("person_id", "course"))
    people = Membership.objects.of(organisation).exclude(role="reader").select_related("user").order_by("user__name")
    return [(each, [one for one in wanted if (each.user_id, one.slug) not in done]) for each in people]


def lacking(person: Any, organisation: Organisation, now: datetime, language: str) -> list[Material]:
    """The required courses for want of which a reason is asked; none for the only voice of a house."""
    if reads.speaks_alone(person, organisation, now):
        return []
    return reads.missing(person, organisation, now, language)


def let_in(by: Any, organisation: Organisation, person: Any, expires_at: datetime, reason: str, now: datetime) -> None:
    """Raises `Untrained`, or writes down that the person speaks before training. The first voice of a house is free."""
    titles = ", ".join(each.title for each in reads.missing(person, organisation, now, organisation.language))
    if not titles:
        return
    if not lacking(person, organisation, now, organisation.language):
        record(organisation, by, "courses.first_voice", about=str(person), missing=titles)
        return
    if not reason or expires_at > now + LONGEST:
        raise Untrained(titles)
    record(organisation, by, "courses.before_training", about=str(person), missing=titles, reason=reason)
