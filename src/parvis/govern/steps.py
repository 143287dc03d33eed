"""What the worker does about accreditations: tells of those that end soon."""

from datetime import timedelta

from parvis.core.routine import Every
from parvis.govern.reminders import remind

ROUTINES = [Every("accreditations that end", timedelta(hours=1), remind)]
