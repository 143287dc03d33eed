"""A whole house for tests: its own data folder, `parvis up` as people start it, and code run inside it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil


class House:
    """`start`, `stop`, `kill_tree`, `kill_one`; `inside(code)` gives what Python prints with Django ready."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.port = free_port()
        self.log = folder / "up.log"
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in {"PARVIS_DATA", "DATABASE_URL"}},
            "PARVIS_DATA": str(folder),
            "PARVIS_PORT": str(self.port),
            "PARVIS_ALLOW_LOOPBACK": "1",
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, wait: bool = True) -> "House":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "parvis", "up"], env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        if wait:
            self.wait_for_health()
        return self

    def wait_for_health(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self.is_well():
            assert time.monotonic() < end, self.log.read_text()[-3000:]
            time.sleep(0.1)

    def is_well(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def children(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self.process.pid).children(recursive=True) if self.process else []
        except psutil.NoSuchProcess:
            return []

    def kill_tree(self) -> None:
        """kill -9 of the supervisor and everything under it, at once."""
        if self.process is None or self.process.poll() is not None:
            return
        victims = [psutil.Process(self.process.pid), *self.children()]
        for victim in victims:
            _kill(victim)
        psutil.wait_procs(victims, timeout=10)
        self.process.wait(10)

    def kill_one(self, choose) -> None:
        """kill -9 of one child, as `choose` picks it."""
        children = self.children()
        if children:
            _kill(choose(children))

    def stop(self) -> float:
        """Ctrl-C; returns how many seconds it took until everything had ended."""
        began = time.monotonic()
        everyone = self.children()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(15)
        psutil.wait_procs(everyone, timeout=15)
        return time.monotonic() - began

    def inside(self, code: str) -> str:
        """What `code` prints when it runs in this house."""
        opened = "import django; django.setup()\n" + textwrap.dedent(code)
        env = {**self.env, "DJANGO_SETTINGS_MODULE": "parvis.config.settings"}
        done = subprocess.run([sys.executable, "-c", opened], env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def run(self, *words: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """A command of `parvis`."""
        line = [sys.executable, "-m", "parvis", *words]
        return subprocess.run(line, env=self.env, capture_output=True, text=True, timeout=timeout, check=False)


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def new_folder() -> Path:
    """A data folder with a short path (sockets and logs live in it)."""
    return Path(tempfile.mkdtemp(prefix="parvis-house-"))
