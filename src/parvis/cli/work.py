"""`parvis work`: a worker. It takes what is due, whoever made it; any number may run."""

import argparse
import os
import threading
from pathlib import Path

from parvis.cli.child import end_with_parent, on_term
from parvis.cli.house import open_house

BEAT = 5
LARGE = 110  # MB: what a process that read texts keeps of its models; an idle one makes room by starting afresh
IDLE = 120  # seconds without a row before that
CREWS = ("work", "listen")


def main(argv: list[str]) -> int:
    """Works until SIGTERM; what is at work is ended first."""
    parser = argparse.ArgumentParser(prog="parvis work", description=__doc__)
    parser.add_argument("--crew", choices=[*CREWS, "all"], default="all", help="which steps to do")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(argv)
    end_with_parent()
    open_house()
    crews = CREWS if options.crew == "all" else (options.crew,)
    _run(crews, options.threads)
    return 0


def _run(crews: tuple[str, ...], threads: int) -> None:
    from parvis.cli import crew
    from parvis.core.work import Worker

    worker = Worker(crew.steps(crews), threads=threads)
    over = threading.Event()
    on_term(lambda: (over.set(), worker.stop()))
    threading.Thread(target=_beat, args=(crews, over), daemon=True).start()
    beside = crew.beside(crews)
    running = [threading.Thread(target=worker.run)]
    running += [threading.Thread(target=each.run, args=(over,), name="beside") for each in beside]
    for thread in running:
        thread.start()
    while running[0].is_alive():
        running[0].join(1)
        if worker.idle_for() > IDLE and _memory() > LARGE + sum(each.megabytes() for each in beside):
            worker.stop()
    over.set()
    for thread in running:
        thread.join()


def _memory() -> float:
    """MB of this process; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _beat(crews: tuple[str, ...], over: threading.Event) -> None:
    import logging

    from django.db import DatabaseError, close_old_connections

    from parvis.core import heartbeat

    while True:
        try:
            for name in crews:
                heartbeat.beat(name)
        except DatabaseError:
            logging.getLogger("parvis.work").exception("No sign of life could be written")
            close_old_connections()
        if over.wait(BEAT):
            return
