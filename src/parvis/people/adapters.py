"""How sign-in behaves here: nobody signs up alone, an invitation is the way in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to sign-up; after signing in, people go to their house."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
