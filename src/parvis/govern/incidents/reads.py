"""What pages ask about incidents; whoever is neither a lead nor concerned finds none."""

from typing import Any

from django.db.models import QuerySet

from parvis.core.scope import Organisation
from parvis.govern.incidents.models import GRADES, Incident, Kind
from parvis.people.models import Membership


def visible(member: Membership) -> "QuerySet[Incident]":
    """All of the house for a lead; those about oneself for others."""
    rows = Incident.objects.of(member.organisation).select_related("person", "opened_by", "organisation")
    return rows if member.is_lead else rows.filter(person=member.user)


def next_grade(organisation: Organisation, person: Any) -> Kind:
    """The grade after the highest that is open for this person."""
    kinds = Incident.objects.of(organisation).filter(person=person, closed_at=None).values_list("kind", flat=True)
    reached = [GRADES.index(Kind(kind)) for kind in kinds if kind in GRADES]
    return GRADES[min(max(reached, default=-1) + 1, len(GRADES) - 1)]


def skips(organisation: Organisation, person: Any, kind: str) -> bool:
    """Whether `kind` passes a grade over."""
    return kind in GRADES and GRADES.index(Kind(kind)) > GRADES.index(next_grade(organisation, person))
