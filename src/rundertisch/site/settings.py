# SPDX-License-Identifier: EUPL-1.2
"""Django's settings, read from the environment (see `site/environment.py`); nothing else is."""

from pathlib import Path
from typing import Any

from django.utils.crypto import salted_hmac

from rundertisch.kernel import connections, languages
from rundertisch.site import environment

HERE = Path(__file__).resolve().parent

MODE = environment.mode()
HOME = environment.home()
SECRET_KEY = environment.envsecret(name="RUNDERTISCH_SECRET_KEY", mode=MODE)
DEBUG = False
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
ALLOWED_HOSTS = environment.envlist(name="RUNDERTISCH_HOSTS", default=LOCAL_HOSTS)

# ENCRYPTED says whether browsers reach us by https; off only where nothing leaves the machine.
ENCRYPTED = environment.envbool(name="RUNDERTISCH_HTTPS", default=MODE == "production")
SECOND_FACTOR_DEMANDED = MODE == "production"

INSTALLED_APPS = [
    "rundertisch.kernel",
    "rundertisch.places",
    "rundertisch.partners",
    "rundertisch.accounts",
    "rundertisch.privacy",
    "rundertisch.situation",
    "rundertisch.schooling",
    "rundertisch.cases",
    "rundertisch.site",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "template_partials",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # a room declares its jobs in jobs.py

MIDDLEWARE = [
    "rundertisch.site.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rundertisch.kernel.scope.ScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "rundertisch.site.urls"
WSGI_APPLICATION = "rundertisch.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["rundertisch.kernel.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "rundertisch.kernel.forms.KernRenderer"


def _database(*, name: str, role: str) -> dict[str, Any]:
    """Return one database; only the tests may begin without an address and get it later."""
    given = environment.envurl(name=name)
    if given is None and MODE == "production":
        environment.refuse_missing(name=name)
    given = given or {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "rundertisch",
        "USER": role,
        "OPTIONS": {},
    }
    return given | {"ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": True}


DATABASES = {
    "default": _database(name="RUNDERTISCH_DATABASE_URL", role="rundertisch_app"),
    "owner": _database(name="RUNDERTISCH_OWNER_URL", role="rundertisch_owner"),
}
POOL = environment.envint(name="RUNDERTISCH_POOL", default=0, least=0, most=200)
if POOL:  # those of the usual threads are opened at once: nobody waits for one to be
    DATABASES["default"]["OPTIONS"] |= {
        "pool": {
            "connection_class": connections.Connection,
            "min_size": min(POOL, environment.THREADS),
            "max_size": POOL,
            "timeout": 10,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _cache_key(key: str, key_prefix: str, version: int) -> str:
    """Return a key that tells nobody which address or person it counts."""
    text = f"{key_prefix}:{version}:{key}"
    return salted_hmac("rundertisch.cache", text, secret=SECRET_KEY, algorithm="sha256").hexdigest()


# Failed sign-ins are counted for all processes together; the table comes with accounts 0004.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "KEY_FUNCTION": _cache_key,
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # far more than a flood that would push counts out
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if MODE == "test"
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "rundertisch.accounts.policies.sign_in.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who has no account gets no mail from here
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# A whole town hall often shares one address, so the limit for an address is wider.
SIGN_IN_TRIES, SIGN_IN_PAUSE_MINUTES = 5, 15
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": f"60/{SIGN_IN_PAUSE_MINUTES}m/ip,{SIGN_IN_TRIES}/{SIGN_IN_PAUSE_MINUTES}m/key",
}
SIGN_IN_HELP = environment.envtext(
    name="RUNDERTISCH_SIGN_IN_HELP", default="die Administration Ihres Integrationszentrums"
)
CONFIRMED_MINUTES = environment.envint(
    name="RUNDERTISCH_CONFIRMED_MINUTES", default=15, least=1, most=600
)
ALLAUTH_TRUSTED_PROXY_COUNT = environment.envint(
    name="RUNDERTISCH_PROXIES", default=1 if ENCRYPTED else 0, least=0, most=9
)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENCRYPTED else "http"
SOCIALACCOUNT_ADAPTER = "rundertisch.accounts.policies.district.InvitedOnly"
SOCIALACCOUNT_PROVIDERS = environment.identity_provider(mode=MODE)
DISTRICT_NAME = environment.envtext(name="RUNDERTISCH_OIDC_NAME", default="Anmeldung des Kreises")
DISTRICT_SECOND_FACTORS = environment.envlist(name="RUNDERTISCH_OIDC_SECOND_FACTOR", default=())
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rundertisch"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENCRYPTED

LANGUAGE_CODE = "de"
LANGUAGES = [(one.code, one.name) for one in languages.LANGUAGES]  # of the public pages
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# What somebody sends stays in memory, never open on a disk; how much, kernel/uploads.py says.
FILE_UPLOAD_HANDLERS = ["rundertisch.kernel.uploads.InMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 5

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_AUTOREFRESH = MODE == "test"  # tests collect no files; they are found when asked for
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# Without a mail server nothing is sent: what the house has to say is printed (kernel/outbox).
MAIL = environment.mail_server(mode=MODE)
SENDS_MAIL = bool(MAIL.host)
UNSENT = "locmem" if MODE == "test" else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else UNSENT}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.security == "starttls", MAIL.security == "tls"
EMAIL_TIMEOUT = 30  # seconds
DEFAULT_FROM_EMAIL = MAIL.sender or "rundertisch@localhost"
# What is sent without anybody asking a page for it leads back here.
SITE = environment.site(hosts=ALLOWED_HOSTS, encrypted=ENCRYPTED)
CLUSTER = environment.cluster()  # empty: processes of this machine
SMS = environment.sms_gateway()
SENDS_SMS = bool(SMS.url)

# Numbers for a monitor: without a token only for whoever asks from this machine, past no proxy.
METRICS_TOKEN = environment.envtoken(name="RUNDERTISCH_METRICS_TOKEN")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = ENCRYPTED
SECURE_REDIRECT_EXEMPT = [r"^metriken/$"]  # asked from this very machine, or with a token
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENCRYPTED else None
SECURE_HSTS_SECONDS = 31_536_000 if ENCRYPTED else 0
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in LOCAL_HOSTS]
SESSION_ENGINE = "rundertisch.kernel.session_store"
SESSION_COOKIE_SECURE = ENCRYPTED
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = ENCRYPTED
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "rundertisch.kernel.pages.forbidden"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ids_only": {"()": "rundertisch.site.logs.IdsOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ids_only"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": MODE == "test"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
