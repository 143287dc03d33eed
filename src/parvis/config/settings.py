"""Django's settings, made from the environment. SQLite figures: decision 003."""

import os
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from parvis.config import environment

# numpy's threads wait for each other at full speed: for matrices as small as ours they only burn a processor.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    HOUSE = environment.read()
except environment.BadEnvironment as bad:
    sys.exit(f"parvis: {bad}")

SECRET_KEY = HOUSE.secret_key
DEBUG = HOUSE.debug
LOGIN_KEYS = HOUSE.login_keys
ALLOWED_HOSTS = HOUSE.allowed_hosts
PUBLIC_URL = HOUSE.public_url
ALLOW_LOOPBACK = HOUSE.allow_loopback
FOLLOW_LIVE = HOUSE.follow_live
CSRF_TRUSTED_ORIGINS = [HOUSE.public_url]

INSTALLED_APPS = [
    "parvis.web",
    "parvis.core",
    "parvis.people",
    "parvis.channels",
    "parvis.govern",
    "parvis.govern.courses",
    "parvis.govern.charter",
    "parvis.govern.rulebook",
    "parvis.govern.ambassadors",
    "parvis.govern.incidents",
    "parvis.govern.register",
    "parvis.outbox",
    "parvis.listen",
    "parvis.converse",
    "parvis.publish",
    "parvis.measure",
    "parvis.prepare",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    # Its client brings a second HTTP library, some 8 MB a process: only where a provider is named.
    *(["allauth.socialaccount.providers.openid_connect"] if HOUSE.provider else []),
    "django_htmx",
    "lucide",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parvis.people.middleware.SecurePages",
    "parvis.people.middleware.FirstRun",
    "parvis.people.middleware.ReaderPreferences",
    "parvis.people.sessions.Seen",
]

ROOT_URLCONF = "parvis.config.urls"
ASGI_APPLICATION = "parvis.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parvis.web.context.layout",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    database: dict[str, Any] = dict(dj_database_url.parse(HOUSE.database_url))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;PRAGMA temp_store=MEMORY;",
        }
    else:
        database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # It holds the limits of sign-in: with Django's 300, whoever fills it would be forgotten by them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "parvis.people.passwords.StrengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "parvis.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
SOCIALACCOUNT_ADAPTER = "parvis.people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form's way to another host is closed by the content security policy
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [HOUSE.provider.app("sso")] if HOUSE.provider else []}}
OIDC = HOUSE.provider
PASSWORD_SIGN_IN = HOUSE.password_sign_in
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Parvis"
# Browsers allow passkeys on http://localhost; everywhere else they ask for https themselves.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HOUSE.behind_tls

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = None  # WhiteNoise serves from the packages themselves
MEDIA_ROOT = HOUSE.data / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = HOUSE.debug
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HOUSE.behind_tls
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HOUSE.behind_tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

DEFAULT_FROM_EMAIL = HOUSE.email_from
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if HOUSE.email_url else 'console'}.EmailBackend"
_mail = urlsplit(HOUSE.email_url)
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.scheme == "smtp+tls", _mail.scheme == "smtps", 20

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = ["security.W019"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"parvis": {"level": "INFO"}},
}
