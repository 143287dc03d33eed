"""How strong a password must be: what a patient guesser would need, as zxcvbn estimates it."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

ENOUGH = 3  # of 4: safe against unthrottled guessing of a slow hash, https://github.com/dwolfhub/zxcvbn-python


class StrengthValidator:
    """Refuses a password that is guessed too soon, also by who knows the person's name and address."""

    def validate(self, password: str, user: Any | None = None) -> None:
        about = f"{getattr(user, 'email', '')} {getattr(user, 'name', '')} parvis"
        if zxcvbn(password[:72], user_inputs=re.findall(r"\w+", about))["score"] < ENOUGH:
            raise ValidationError(self.get_help_text(), code="password_too_weak")

    def get_help_text(self) -> str:
        return _("Trop facile à deviner. Quatre ou cinq mots sans lien entre eux font un bon mot de passe.")
