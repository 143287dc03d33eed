"""Loaded before everything else: tests never touch the data folder of a running house."""

import os
import tempfile

os.environ["PARVIS_DATA"] = tempfile.mkdtemp(prefix="parvis-tests-")
os.environ.setdefault("PARVIS_ALLOW_LOOPBACK", "1")


def pytest_configure() -> None:
    """Passwords of the cast are hashed quickly; how real ones are is Django's default, which no setting changes."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
