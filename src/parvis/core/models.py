"""The rows of the house itself."""

from parvis.core.audit import AuditEntry, AuditHead
from parvis.core.counting import Tally
from parvis.core.heartbeat import Heartbeat
from parvis.core.routine import Routine
from parvis.core.scope import Organisation

__all__ = ["AuditEntry", "AuditHead", "Heartbeat", "Organisation", "Routine", "Tally"]
