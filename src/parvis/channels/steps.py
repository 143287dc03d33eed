"""What the worker looks for in channels."""

from datetime import timedelta

from parvis.channels.health import test, watch_all, watched
from parvis.core.routine import Every
from parvis.core.work import Step

STEPS = [Step("logins", watched, test)]
ROUTINES = [Every("logins to try", timedelta(minutes=10), watch_all)]
