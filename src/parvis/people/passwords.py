"""How strong a password must be."""


class StrengthValidator:
    """Strength."""
