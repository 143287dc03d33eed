"""`parvis up` where something is in the way: it says so in words and ends."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest


@pytest.fixture
def up(tmp_path):
    """`up(PARVIS_PORT="…")` starts the supervisor in a data folder of its own."""
    started = []

    def start(**env):
        env = {**os.environ, "PARVIS_DATA": str(tmp_path / "data"), **env}
        line = [sys.executable, "-m", "parvis", "up"]
        process = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_port_that_is_taken_is_said_and_nothing_is_started(up):
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = up(PARVIS_PORT=str(other.getsockname()[1]))
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "PARVIS_PORT" in said
    assert "Traceback" not in said


def test_stopped_while_it_starts_it_ends_without_a_word(up, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    process = up(PARVIS_PORT=str(port))
    end = time.monotonic() + 30
    while not (tmp_path / "data" / "login.key").exists() and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")
