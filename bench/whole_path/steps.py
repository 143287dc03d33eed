"""Where the time of the whole path goes: each step's own, without that of the steps it calls."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import process_time
from typing import Any
from unittest.mock import patch


class Steps:
    """Seconds of processor of each step, and of everything between them under `REST`."""

    REST = "the rest"

    def __init__(self) -> None:
        self.seconds = Counter[str]()
        self._open = [self.REST]
        self._since = process_time()

    @contextmanager
    def within(self, name: str) -> Iterator[None]:
        """Counts what is done meanwhile as `name`'s."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _turn(self) -> None:
        now = process_time()
        self.seconds[self._open[-1]] += now - self._since
        self._since = now

    def shares(self) -> dict[str, float]:
        """Each step's share of the whole, in percent, the largest first."""
        self._turn()
        whole = sum(self.seconds.values())
        return {name: round(100 * spent / whole, 1) for name, spent in self.seconds.most_common()}


@contextmanager
def watched() -> Iterator[Steps]:
    """Counts the steps of `listen.streaming.take`."""
    with ExitStack() as stack:
        for name, owner, attribute in _steps():
            stack.enter_context(patch.object(owner, attribute, _timed(name, getattr(owner, attribute), lambda: steps)))
        steps = Steps()
        yield steps


def _steps() -> Iterator[tuple[str, Any, str]]:
    from parvis.listen import copying, jetstream, streaming
    from parvis.text import intent, language, tone

    yield "JSON", jetstream, "glance"
    yield "matching", streaming, "_matched"
    yield "rows", streaming, "_rows"
    yield "language", language, "detect_many"
    yield "tone", tone, "read_many"
    yield "intent", intent, "read_many"
    yield "copies", copying, "originals"
    yield "spans", streaming, "_catches"
    yield "rows", streaming, "mentions_of"
    yield "writing", streaming, "insert"
    yield "writing", streaming, "_note_copies"


def _timed(name: str, function: Callable[..., Any], steps: Callable[[], Steps]) -> Callable[..., Any]:
    def timed(*args: Any, **more: Any) -> Any:
        with steps().within(name):
            return function(*args, **more)

    return timed
