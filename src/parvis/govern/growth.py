"""A voice grows with its record: when to propose the next level. A lead decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from parvis.govern.models import Accreditation, Level
from parvis.govern.signals import record_asked

RELEASED = 10  # texts let go as they were, before a supervised person is proposed to be autonomous
SENT = 30  # texts sent, before an autonomous person is proposed to be referent
AT_LEAST = timedelta(days=90)  # as autonomous, before that
MOST_FAULTS = 1  # texts sent back or withdrawn


@dataclass(frozen=True)
class Record:
    """What became of a person's texts: sent, let go by a referent as they were, sent back, withdrawn."""

    sent: int = 0
    released: int = 0
    returned: int = 0
    withdrawn: int = 0

    @property
    def faults(self) -> int:
        return self.returned + self.withdrawn


def record_of(row: Accreditation) -> Record:
    """The record of its person since it stands at its level."""
    answers = record_asked.send(sender=None, organisation=row.organisation, person=row.person, since=row.since)
    return answers[0][1] if answers else Record()


def next_level(row: Accreditation, record: Record, now: datetime) -> Level | None:
    """The level that the record speaks for, if any."""
    if record.faults > MOST_FAULTS or not row.holds(now):
        return None
    if row.level == Level.SUPERVISED and record.released >= RELEASED:
        return Level.AUTONOMOUS
    if row.level == Level.AUTONOMOUS and record.sent >= SENT and now - row.since >= AT_LEAST:
        return Level.REFERENT
    return None
