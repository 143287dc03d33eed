"""The rows of the house itself."""

from parvis.core.audit import AuditEntry
from parvis.core.heartbeat import Heartbeat
from parvis.core.routine import Routine
from parvis.core.scope import Organisation

__all__ = ["AuditEntry", "Heartbeat", "Organisation", "Routine"]
