"""The clock and the worker of the outbox's own tests."""

from parvis.outbox.tests.conftest import clock, work

__all__ = ["clock", "work"]
