"""What comes round: those who have not read a version in force are reminded by mail."""

from datetime import timedelta

from parvis.core.routine import Every
from parvis.govern.charter.reminding import remind

ROUTINES = [Every("charter: remind", timedelta(hours=1), remind)]
"""Hourly, though each mail goes once: a mail is sent in the morning of the house's own zone."""
