"""All settings, in reading order. With nothing set this runs on SQLite for development;
with DEBUG=0 it refuses to start half-set, in one sentence that says what is missing."""

from os import environ
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _yes(name: str, default: str) -> bool:
    return environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def _needed(name: str, for_development: str) -> str:
    """The variable, or the development value while DEBUG is on; refuses in production."""
    value = environ.get(name, "")
    if not value and not DEBUG:
        raise ImproperlyConfigured(
            f"{name} is not set. Groeiplan needs it when DEBUG is off; see .env.example."
        )
    return value or for_development


# --- Where we run -------------------------------------------------------------------------------
DEBUG = _yes("DEBUG", "1")
SECRET_KEY = _needed("SECRET_KEY", "only-for-development-" + "x" * 40)
SITE_URL = _needed("SITE_URL", f"http://127.0.0.1:{environ.get('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = _needed("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR = Path(_needed("VAR_DIR", str(BASE_DIR / "var")))
if DEBUG:
    (VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
ROOT_URLCONF = "groeiplan.urls"
ASGI_APPLICATION = "groeiplan.asgi.application"

# --- The rooms of the house: leave a line out and a working plan is left ------------------------
ROOMS = [
    "timeline.apps.TimelineConfig",
    "kitchen_table.apps.KitchenTableConfig",
    "alignment_meetings.apps.AlignmentMeetingsConfig",
    "consent.apps.ConsentConfig",
]
INSTALLED_APPS = [
    "groeiplan.apps.GroeiplanConfig",
    *ROOMS,
    "allauth",
    "allauth.account",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # our form renderer finds Django's own widget templates here
]
MIDDLEWARE = [
    "groeiplan.middleware.OneStack",
    "django.middleware.security.SecurityMiddleware",
    "groeiplan.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "groeiplan.middleware.GZipPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groeiplan.middleware.LoggedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "groeiplan.middleware.OwnAnswers",
    "groeiplan.middleware.Guestbook",
]

# --- Pages --------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "groeiplan.frame.frame",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "groeiplan.templatetags.groeiplan",
            ],
        },
    }
]
FORM_RENDERER = "groeiplan.forms.Renderer"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Collected and compressed: in production and in the demo. Otherwise straight from the source.
COLLECTED = _yes("STATIC_COLLECTED", "0" if DEBUG else "1")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = VAR_DIR / "files"  # never served by the web server: every file goes through the door
FILE_LARGEST = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# What a tired mother may always reach: leave at once, and help. Neutral by default.
QUICK_EXIT_URL = environ.get("QUICK_EXIT_URL", "https://www.buienradar.nl/")
# One CSS file with a municipality's NL Design System theme, under STATIC_URL; empty = our own look.
THEME_CSS = environ.get("THEME_CSS", "")

# --- Who answers for this installation: told on the page "Wat Groeiplan belooft" -----------------
CONTROLLER_NAME = _needed("CONTROLLER_NAME", "Niemand: dit is een proefopstelling")
CONTROLLER_CONTACT = _needed("CONTROLLER_CONTACT", "Wie deze proef voor je aanzette")
RETENTION_WORDS = _needed("RETENTION_WORDS", "Tot deze proef wordt weggehaald. Vul niets echts in.")

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "groeiplan" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# --- Database -----------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        _needed("DATABASE_URL", f"sqlite:///{VAR_DIR / 'groeiplan.sqlite3'}")
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "groeiplan.sqlite"
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # as for Django's own SQLite
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=0;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000;"
        ),
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8}
ATOMIC_REQUESTS = False  # it would lock every GET on SQLite
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}  # rate limits need a cache that all processes share

# --- Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "groeiplan.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "groeiplan.access.DoorBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "groeiplan.accounts.NotLikeYourself"},
    {"NAME": "groeiplan.accounts.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "groeiplan.accounts.NotTooCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "groeiplan.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # an invitation trusts an address, so it must be proven
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5  # new codes; allauth limits how fast
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":")[0]
ALLAUTH_TRUSTED_PROXY_COUNT = int(environ.get("TRUSTED_PROXIES", "0"))
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # our DoorBackend is guardian's, subclassed

# --- Mail: every mail is first a row in the outbox, then sent -----------------------------------
EMAIL_BACKEND = "groeiplan.outbox.Backend"
OUTBOX_DELIVERS_WITH = environ.get(
    "OUTBOX_DELIVERS_WITH",
    "django.core.mail.backends.dummy.EmailBackend"
    if DEBUG
    else "django.core.mail.backends.smtp.EmailBackend",
)
DEFAULT_FROM_EMAIL = _needed("MAIL_FROM", "Groeiplan <groeiplan@localhost>")
EMAIL_HOST = _needed("MAIL_HOST", "localhost")
EMAIL_PORT = int(environ.get("MAIL_PORT", "587"))
EMAIL_HOST_USER = environ.get("MAIL_USER", "")
EMAIL_HOST_PASSWORD = environ.get("MAIL_PASSWORD", "")
EMAIL_USE_TLS = _yes("MAIL_TLS", "1")
EMAIL_TIMEOUT = 10

# --- Journal: its own key, and a sealed head outside the database -------------------------------
JOURNAL_KEY = _needed("JOURNAL_KEY", "only-for-development")
JOURNAL_KEY_ID = environ.get("JOURNAL_KEY_ID", "1")
# Older keys only check what they once sealed: "1=first-secret,2=second-secret".
JOURNAL_OLD_KEYS = dict(
    pair.split("=", 1) for pair in environ.get("JOURNAL_OLD_KEYS", "").split(",") if "=" in pair
)
JOURNAL_HEADS = VAR_DIR / "journal"

# --- Security: closed by default ----------------------------------------------------------------
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "groeiplan.views.csrf_failure"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
elif not DEBUG:
    raise ImproperlyConfigured("SITE_URL must begin with https:// when DEBUG is off.")
if not DEBUG and JOURNAL_KEY == SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY and JOURNAL_KEY must be two different secrets.")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
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
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["groeiplan.api_parsers.BoundedJSON"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "groeiplan.api.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Groeiplan",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Read what the plan lets you read; tell, change and answer on the timeline;"
    " give, answer and stop consents.",
    "CONTACT": {"name": "Groeiplan", "url": SITE_URL},
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {"YesOrNoEnum": ["yes", "no"]},  # said of a consent, and of talking
}

# --- Logging: to the console, never what people wrote -------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # A closed door (403, 404) is no incident, and its address may hold an invitation's token.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": environ.get("LOG_LEVEL", "WARNING")},
}
