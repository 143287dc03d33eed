"""What the worker looks for in listening."""

from datetime import timedelta

from parvis.core.routine import Every
from parvis.core.work import Beside, Step
from parvis.listen import following, tapping
from parvis.listen.collecting import collect, listen_to_channels, readable
from parvis.listen.models import Import, Reading, Watch
from parvis.listen.reading import read
from parvis.listen.rematching import rematch
from parvis.listen.taking import take_in
from parvis.listen.websub import hubs

LEASE = 45  # seconds: what a killed worker held is free again after that

STEPS = [
    Step("collect", readable, collect, LEASE, "listen"),
    Step("read", lambda: Reading.objects.all(), read, LEASE, "listen"),
    Step("match anew", lambda: Watch.objects.filter(paused_at=None), rematch, LEASE, "listen"),
    Step("hubs", hubs.rows, hubs.ask, LEASE, "listen"),
    Step("take in", lambda: Import.objects.filter(done_at=None), take_in, LEASE, "listen"),
]
ROUTINES = [
    Every("sources of channels", timedelta(minutes=1), listen_to_channels),
    Every("sources followed live", timedelta(minutes=1), following.follow_all),
]
BESIDE = [Beside(following.run, "listen", following.megabytes), Beside(tapping.run, "listen")]
