"""The one settings file: every variable is read here once and named in .env.example with a safe value."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from tat.identity import providers_in
from tat.log_lines import logging_as

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
TEST = env.bool("TEST", default=False)
DEBUG = False

SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_KEY_FILE = env("FIELD_KEY_FILE")
CHECKPOINT_KEY_FILE = env("CHECKPOINT_KEY_FILE", default="")
CHECKPOINT_DIR = env("CHECKPOINT_DIR", default="")
OUTAGE_KIT_DIR = env("OUTAGE_KIT_DIR", default="")
BACKUP_PUBLIC_KEY_FILE = env("BACKUP_PUBLIC_KEY_FILE", default="")
PG_BIN = env("PG_BIN", default="")
MEDIA_ROOT = env("MEDIA_ROOT")
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])

_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
if not HTTPS and _site.hostname not in {"localhost", "127.0.0.1", "::1"}:
    raise ImproperlyConfigured("SITE_URL must be https; plain http is accepted for this machine alone (localhost).")
SITE_HOST, SITE_NAME = _site.hostname or "localhost", "Threat Assessment"

INSTALLED_APPS = [
    "reporting",
    "triage",
    "cases",
    "tat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "tat.middleware.ResponseHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tat.middleware.SessionLimits",
    "tat.middleware.ProvesFactorFirst",
    "tat.middleware.LeadsElsewhere",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tat.urls"
WSGI_APPLICATION = "tat.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tat.context.chrome",
            ],
            "builtins": ["tat.templatetags.links", "tat.templatetags.kept"],
        },
    }
]
FORM_RENDERER = "tat.forms.renderer.Renderer"


def _database(url: str) -> dict:
    """PostgreSQL by URL, with persistent connections that are checked before use; a statement asked five times is planned once (ADR 10)."""
    config = env.db_url_config(url)
    config.update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)
    config.setdefault("OPTIONS", {}).update(application_name="tat", server_side_binding=True, prepare_threshold=5)
    return config


DATABASES = {"default": _database(env("DATABASE_URL"))}
if env("MIGRATION_DATABASE_URL", default=""):
    DATABASES["owner"] = _database(env("MIGRATION_DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
GUIDANCE_LOADER = "cases.catalogues.load_defaults"  # by name, as beat's tasks: the ground floor imports nothing above it

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}

AUTH_USER_MODEL = "tat.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    # Answers has_perm(), which nothing of ours asks (tests/house): grants are read by cases/access.py alone, with their end.
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    *({"NAME": f"tat.sign_in.passwords.{each}Validator"} for each in ("BreachedPassword", "PlaceWords")),
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "tat.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # allauth asks its own clock; tat/sign_in/fresh.py asks ours
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False
STEP_UP_SECONDS = 5 * 60
MFA_ADAPTER = "tat.sign_in.factor.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "tat.sign_in.forms.SignInCodeForm",
    "reauthenticate": "tat.sign_in.forms.CodeAgainForm",
    "activate_totp": "tat.sign_in.forms.FirstCodeForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Whoever can open a case has a second factor. Only a demo or the tests may do without.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)
if not SECOND_FACTOR_REQUIRED and not (DEMO or TEST):
    raise ImproperlyConfigured("SECOND_FACTOR_REQUIRED may be off only in a demo or a test.")
SET_UP_WORD_HOURS = FACTOR_RELEASE_HOURS = 72
IDENTITY_PROVIDERS = providers_in(env("IDENTITY_PROVIDERS_FILE", default=""))

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "tat.sign_in.attempted_name"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 10 / 60
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "email", "code", "credential", "word", "password", "password1", "password2"]

GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 15 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
CSRF_FAILURE_VIEW = "tat.views.csrf.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
    }
}
SHUT_OFF = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "fullscreen")
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in SHUT_OFF}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a form says itself that 20 are its limit, and keeps what was typed; past this, nothing is
# What is too large for memory is sealed as it comes: no upload lies on the disk in plain.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "tat.uploads.sealing.SealingHandler"]
DISK_KEPT_FREE = 0.1
CLAMDSCAN = env("CLAMDSCAN", default=shutil.which("clamdscan") or "")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(ROOT / ".run" / "static")))
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TEST
WHITENOISE_MAX_AGE = 60

LANGUAGE_CODE, LANGUAGES = "en-us", [("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "America/Chicago"

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="no-reply@localhost")

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 60, 90
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER, CELERY_ACCEPT_CONTENT = "json", ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_VISIBILITY_TIMEOUT = 120
# max_retries: without it a hint to the sender waits six seconds for a broker that is away; worker and beat reconnect by themselves.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 120, "socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}
CELERY_TASK_QUEUES = [Queue("celery"), Queue("notices"), Queue("documents")]
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {
    "tat.tasks.deliver_*": {"queue": "notices"},
    "reporting.tasks.render_document": {"queue": "documents"},
    "reporting.tasks.write_outage_kits": {"queue": "documents"},
}
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)
RECORD_HINTS_A_DAY = env.int("RECORD_HINTS_A_DAY", default=20)
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "tat.tasks.sweep_obligations", "schedule": SWEEP_SECONDS},
    "deliver": {"task": "tat.tasks.deliver_notices", "schedule": SWEEP_SECONDS},
    "silence": {"task": "triage.tasks.open_silent_seals", "schedule": SWEEP_SECONDS},
    "teams": {"task": "tat.tasks.reconcile_teams", "schedule": SWEEP_SECONDS * 5},
    "cases": {"task": "cases.tasks.reconcile", "schedule": SWEEP_SECONDS * 5},
    "grants": {"task": "cases.tasks.remove_grants", "schedule": 3600},
    "access": {"task": "cases.tasks.compare_access", "schedule": 24 * 3600},
    "tips": {"task": "triage.tasks.reconcile_tips", "schedule": SWEEP_SECONDS},
    "papers": {"task": "reporting.tasks.reconcile", "schedule": SWEEP_SECONDS * 5},
    "heartbeat": {"task": "tat.tasks.beat_heartbeat", "schedule": SWEEP_SECONDS},
    "files": {"task": "tat.tasks.remove_files", "schedule": 3600},
    "digest": {"task": "tat.tasks.nightly_digest", "schedule": 900},
    "checkpoint": {"task": "tat.tasks.sign_checkpoint", "schedule": SWEEP_SECONDS * 5},
    "log": {"task": "tat.tasks.verify_log", "schedule": crontab(hour=8, minute=20)},  # UTC: in the night of Central time
    "kits": {"task": "reporting.tasks.write_outage_kits", "schedule": crontab(hour=7, minute=20)},  # UTC
    "watcher": {"task": "tat.tasks.ping_watcher", "schedule": SWEEP_SECONDS * 5},
}
WATCHER_URL = env("WATCHER_URL", default="")
if WATCHER_URL and urlsplit(WATCHER_URL).scheme not in {"https", "http"}:
    raise ImproperlyConfigured("WATCHER_URL must be an address that begins with https:// or http://.")

METRICS_TOKEN = env("METRICS_TOKEN", default="")
LOG_FORMAT = env("LOG_FORMAT", default="plain" if DEMO or TEST else "json")
LOGGING = logging_as(LOG_FORMAT, journal=env("SEND_JOURNAL", default=""))
