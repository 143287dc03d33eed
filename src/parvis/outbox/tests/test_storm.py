"""Many workers, killed and frozen at random, and a server that loses answers: everything is out once."""

import json
import os
import random
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_killed_at_random_everything_is_out_exactly_once(tmp_path):
    seed, items, kills = random.randrange(10**6), 60, 25
    env = {
        **os.environ,
        "PARVIS_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'storm.sqlite3'}",
        "PARVIS_ALLOW_LOOPBACK": "1",
    }
    django = [sys.executable, "-m", "django", "migrate", "-v", "0", "--settings", "parvis.config.settings"]
    subprocess.run(django, env=env, check=True)
    storm = [sys.executable, "-m", "parvis.outbox.tests.storm", str(seed), str(items), str(kills), "150"]
    done = subprocess.run(storm, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    facts = json.loads(done.stdout.splitlines()[-1])
    assert facts["kills"] == kills
    assert set(facts["states"]) == {"sent"}, (seed, facts["states"])
    assert facts["got"] == dict.fromkeys(facts["keys"], 1), seed
