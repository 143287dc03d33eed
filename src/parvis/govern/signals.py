"""What govern tells the rooms above, which it does not know."""

from datetime import datetime
from typing import Any

from django.dispatch import Signal

voice_changed = Signal()
"""A person may speak less than before: `organisation`, `person`, `now`. A receiver looks again at what waits in their
name or by their word, and returns how many items it stopped."""


def look_again(organisation: Any, person: Any, now: datetime) -> int:
    """Stops at once what the gate no longer lets through; how many items."""
    answers = voice_changed.send(sender=None, organisation=organisation, person=person, now=now)
    return sum(stopped for _receiver, stopped in answers)


record_asked = Signal()
"""What became of what a person wrote: `organisation`, `person`, `since`. A receiver returns a `growth.Record`."""
