"""One settings file for every installation; what differs is read, typed, from the environment (README: Settings)."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")
DEBUG = env.flag("DEBUG", default=False)


def _secret_key() -> str:
    """The key of this installation: given, or made once and kept beside the data. Killed at any line, there is a whole key or none."""
    if given := env.text("SECRET_KEY", ""):
        return given
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        made = DATA_DIR / f"secret-key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(64), "ascii")
        with suppress(FileExistsError):  # another process was first
            kept.hardlink_to(made)
        made.unlink()
    return kept.read_text("ascii")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])
HTTPS = env.flag("HTTPS", default=False)

INSTALLED_APPS = [
    "config.apps.StaticFiles",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "guardian",
    "allauth",
    "allauth.account",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "django_celery_beat",
    "ninja",
    "viewflow",
    "viewflow.workflow",
    "records",
    "org_hierarchy",
    "directives",
    "campaigns",
    "workflows",
    "fixtures",
    "config.apps.Composition",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages and static files alike: there is no collectstatic step that could compress
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "config.password.ChangeFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.frame.frame",
            ],
            "libraries": {"ui": "config.templatetags.ui"},
            "builtins": ["config.templatetags.ui"],
        },
    }
]

# SQLite stays usable under several writers only with WAL, an immediate write lock and a patient wait.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;",
}

# PostgreSQL would compile a page's longer statements, half a second for each, to run them for a hundredth. Options in the address win.
POSTGRESQL_OPTIONS = {"options": "-c jit=off"}


def _database(url: str) -> dict[str, Any]:
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, dj_database_url.UnknownSchemeError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}") from error
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 0}
    elif database["ENGINE"] == "django.db.backends.postgresql":
        database["OPTIONS"] = POSTGRESQL_OPTIONS | database.get("OPTIONS", {})
    else:
        raise ImproperlyConfigured("DATABASE_URL: expected sqlite:///… or postgresql://…")
    return database


DATABASES = {"default": _database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'chi-dao.sqlite3'}"))}

AUTH_USER_MODEL = "org_hierarchy.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody is a person here
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "config.accounts.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_FORMS = {"login": "config.password.SignInForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = "config.accounts.display_name"

VIEWFLOW = {"AUTOREGISTER": False}  # the engine only: no middleware, no pages of its own

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = False  # it would group ids in attributes too; what people read goes through the filter `vn`
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.folder("STATIC_ROOT", DATA_DIR / "static")
WHITENOISE_USE_FINDERS = True  # no collectstatic step to run
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the confirmation of a long directive is one form

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0

DJANGO_TABLES2_TEMPLATE = "ui/table.html"

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem://"):
    _queue = env.folder("QUEUE_DIR", DATA_DIR / "queue")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),  # the same folder: one machine is both sender and worker
        "processed_folder": str(env.folder("QUEUE_DONE_DIR", DATA_DIR / "queue-done")),
        "control_folder": str(env.folder("QUEUE_CONTROL_DIR", DATA_DIR / "queue-control")),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker for each queue, with so many threads: the clock stands behind no job, and no job behind the photos of ten thousand reports.
WORKERS = {"celery": 2, "clock": 1, "behind": 1}
JOB_QUEUES = {"look_into_evidence": "behind"}
CELERY_TASK_ALWAYS_EAGER = env.flag("JOBS_IN_PROCESS", default=False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "workflows.sweep_jobs", "schedule": 60.0},
    "sweep": {"task": "workflows.sweep", "schedule": 60.0},
    "seal-events": {"task": "workflows.seal_events", "schedule": 60.0},
    "mend-processes": {"task": "workflows.mend_processes", "schedule": 3600.0},
    "refresh-grants": {"task": "workflows.refresh_grants", "schedule": crontab(minute=0)},  # midnight is when days begin
}

CELERY_TASK_ROUTES = {entry["task"]: {"queue": "clock"} for entry in CELERY_BEAT_SCHEDULE.values()}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_mail = env.mail("EMAIL_URL")
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.host, _mail.port, _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.starts_tls, _mail.is_tls, 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", _mail.user or "chi-dao@localhost")
PORT = env.number("PORT", 8000, low=1, high=65535)

# Notices beside the page: a channel without a token is off.
SITE_URL = env.web("SITE_URL", f"http://127.0.0.1:{PORT}")
NOTICES_TELEGRAM_URL = env.web("NOTICES_TELEGRAM_URL", "https://api.telegram.org")
NOTICES_TELEGRAM_TOKEN = env.text("NOTICES_TELEGRAM_TOKEN", "")
NOTICES_ZALO_URL = env.web("NOTICES_ZALO_URL", "https://openapi.zalo.me")
NOTICES_ZALO_TOKEN = env.text("NOTICES_ZALO_TOKEN", "")

# Pages of lower apps link to objects whose page lives higher up; only the composition knows the addresses.
ABSOLUTE_URL_OVERRIDES = {
    "directives.directive": lambda directive: f"/van-ban/{directive.pk}/",
    "directives.incomingdocument": lambda incoming: f"/van-ban-den/{incoming.pk}/",
    "campaigns.campaign": lambda campaign: f"/dot/{campaign.pk}/",
    "campaigns.assignment": lambda assignment: f"/viec/{assignment.pk}/",
    "org_hierarchy.orgunit": lambda unit: f"/don-vi/{unit.pk}/",
    "records.job": lambda job: f"/tac-vu/{job.pk}/",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"refusals": {"()": "config.logs.Refusals"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["refusals"]}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING").upper()},
}
if LOGGING["root"]["level"] not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:  # type: ignore[index]
    raise ImproperlyConfigured("LOG_LEVEL: expected DEBUG, INFO, WARNING, ERROR or CRITICAL")
