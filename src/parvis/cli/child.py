"""What the supervisor's children share: they end with their parent, and on SIGTERM."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable


def end_with_parent() -> None:
    """Ends this process when its parent dies, so that a killed supervisor leaves nobody behind."""
    parent = int(os.environ.get("PARVIS_PARENT") or 0)
    if not parent:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, linux/prctl.h
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def on_term(stop: Callable[[], None]) -> None:
    """Calls `stop` once on SIGTERM or Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())
