"""Public accounts by their address, without any login: who they are, what they published lately.

`profile_at(address, http, since)` raises one of `errors`; what it returns goes back to `since` where the place allows.
"""

from parvis.networks.public.at import profile_at
from parvis.networks.public.profile import Item, Profile

__all__ = ["Item", "Profile", "profile_at"]
