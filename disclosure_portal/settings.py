"""All settings, read from the environment. See .env.example for the words and docs/operations.md for their use."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from disclosure_portal import production
from disclosure_portal.environment import Environment, new_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR)

# An embedded portal (make run, the laptop) keeps its own secrets and files under DATA_DIR and speaks plain http.
EMBEDDED = env.flag("EMBEDDED", default=True, must_say=True)
DEBUG = env.flag("DEBUG", default=False)
DATA_DIR = Path(env.text("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
SECRET_KEY = env.secret(
    "SECRET_KEY",
    kept_in=DATA_DIR / "secret_key",
    embedded=EMBEDDED,
    make=new_secret,
    database=DATABASES["default"],
)
FIELD_KEY = env.field_key(
    "FIELD_KEY", kept_in=DATA_DIR / "field_key", embedded=EMBEDDED, database=DATABASES["default"]
)
# Marks the seals of rows and the witness of the log; never in the database (docs/adr/0032).
SEAL_KEY = env.field_key(
    "SEAL_KEY",
    kept_in=DATA_DIR / "seal_key",
    embedded=EMBEDDED,
    lost_when=DATA_DIR / "media" / "log-witness.txt",
)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BIND_ADDRESS = env.text("BIND_ADDRESS", default="127.0.0.1")  # where `make run` listens
PORT = env.number("PORT", default=8000, at_least=1, at_most=65535)
SITE_URL = env.address("SITE_URL", schemes=("http", "https"), default=f"http://127.0.0.1:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "core.web.resubmission.csrf_failure"

INSTALLED_APPS = [
    "disclosure_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "core",
    "catalog",
    "requests_app",
    "review",
    "supervision",
    "archive",
    "disclosure_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.web.content_policy.content_policy",
    "disclosure_portal.keeping_nothing.keep_nothing",
    "core.proof.telling.tell_what_was_met",
    "core.web.cookies.hand_out",
    "core.files.uploads.remember_source",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.web.addresses.refuse_zero_bytes",
    "django.middleware.common.CommonMiddleware",
    "core.text.characters.only_keepable",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.web.retry_pages.KeepWhatWasTyped",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.permissions.remember_roles",
    "core.web.resubmission.carry_to_sign_in",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.web.lost_words.keep",
    "core.web.methods.explain",
    "core.web.unknown_codes.SayUnknownCodes",
    "core.guests.taking_once.take_once",
    "disclosure_portal.as_written.as_written",
]

ROOT_URLCONF = "disclosure_portal.urls"
WSGI_APPLICATION = "disclosure_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.words",
            ],
        },
    }
]

DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 60  # seconds; SQLite reads its whole schema anew in each connection
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "core.sqlite3"
    # One writer at a time: take the write lock when the transaction begins, wait for it, never fail half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;",
    }
    PATIENCE_OF_VISITORS = {"timeout": 5}  # seconds for the write lock
else:
    DATABASES["default"]["ENGINE"] = "core.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    PATIENCE_OF_VISITORS = {"connect_timeout": 5, "options": "-c lock_timeout=5s"}
    PATIENCE_OF_VISITORS |= DATABASES["default"].setdefault("OPTIONS", {})  # what DATABASE_URL says wins
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Slow work (drawing, scanning, sending) inside a transaction is refused here, in production only written down.
GUARD_TRANSACTIONS = EMBEDDED

REDIS_URL = env.address("REDIS_URL", schemes=("redis", "rediss", "unix"))
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.web.surviving_cache.SurvivingRedisCache",
            "LOCATION": REDIS_URL,
            # A page does not wait for a cache: half a second, one try.
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 1)},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["disclosure_portal.paced_sign_in.PacedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workplace"
LOGOUT_REDIRECT_URL = "home"
PROXY_HOPS = env.number("PROXY_HOPS", default=0 if EMBEDDED else 1, at_most=10)

# Which of the invented agencies `make run` builds, by their slugs; all without a word.
DEMO_AGENCIES = env.words("DEMO_AGENCIES", default=[])

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "core.files.laying.KeptFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
if (
    EMBEDDED
):  # squeezing them takes as long as everything else before the first page, and one's own machine is near
    WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
        *(
            "css",
            "js",
            "svg",
            "txt",
            "md",
            "json",
            "map",
            "html",
            "png",
            "gif",
            "ico",
            "eot",
            "ttf",
            "woff",
            "woff2",
        ),
    )
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

vars().update(env.mail("EMAIL_URL", embedded=EMBEDDED))
ADMINS = [("", address) for address in env.mail_addresses("ADMINS")]  # told of faults, once a day each
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", default="portal@localhost")
MAILBOX_URL = env.address("MAILBOX_URL", schemes=("imaps", "imap"))
EMAIL_TIMEOUT = 20

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "core.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if not EMBEDDED:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", default=int(timedelta(days=365).total_seconds()))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["core.guests.rates.Throttle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "300/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": PROXY_HOPS,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Open government: open data",
    "VERSION": "1",
    "SERVE_PUBLIC": True,
    "SERVE_INCLUDE_SCHEMA": False,
}

# So many seconds a person needs at least to fill in a form that anybody may send.
FORM_LEAST_SECONDS = env.number("FORM_LEAST_SECONDS", default=3, at_least=0, at_most=60)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "core.web.retry_pages.RoomOrNot",
]
UPLOAD_LIMIT_BYTES = env.number("UPLOAD_LIMIT_MB", default=20, at_least=1, at_most=1000) * 1024 * 1024
PROOF_TO = env.mail_addresses("PROOF_TO")  # who keeps the end of the public log outside this house
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS", default="")

if not EMBEDDED:
    production.refuse(env.env.ENVIRON, vars())

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if not REDIS_URL:
    BROKER_DIR = DATA_DIR / "broker"
    for _folder in ("queue", "processed", "control"):
        (BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
    }
else:
    # A Redis that hangs is found out; polls end after ten seconds by themselves.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 5,
        "socket_timeout": 30,
        "socket_keepalive": True,
    }
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: a worker waits for its broker, however long
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

DEFAULT_EXCEPTION_REPORTER = "core.reporting.error_reports.Reporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "core.reporting.error_reports.MaskedFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"broker": {"()": "core.reporting.broker.ToldOnce"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["broker"]},
        "kept": {"class": "core.reporting.error_reports.Kept", "level": "ERROR"},
    },
    "root": {
        "handlers": ["console", "kept"],
        "level": env.choice("LOG_LEVEL", default="INFO", allowed=("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        "django": {"level": "INFO", "handlers": [], "propagate": True},
        "django.server": {"level": "WARNING"},
        "disclosure_portal.demo": {"level": "INFO"},  # how far it is, also where only warnings are told
        "waitress.queue": {"level": "ERROR"},  # a request that waits for a thread is nothing to report
        "fontTools": {"level": "WARNING"},
        "environ": {"level": "WARNING"},  # it tells that there is no .env, which is usual
        "pikepdf": {"level": "WARNING"},
        "pypdf": {"level": "CRITICAL"},  # it writes bytes of the file
        "weasyprint": {"level": "ERROR"},
    },
}
