"""Settings of the portal: everything that differs between places comes from the environment.

Production is the default: without DEBUG a missing SECRET_KEY, DATABASE_URL or ALLOWED_HOSTS
stops the start. script/run and script/test set what a workstation needs. docs/deployment.md
lists every variable.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

# --- What differs between places -----------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)  # show the demonstration programme and its one-click sign-in
MAINTENANCE = env.bool("MAINTENANCE", False)  # the public site answers 503; the back office stays open
OFFICIAL_SITE = env.bool("OFFICIAL_SITE", False)  # the government masthead: official sites only
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])  # earlier keys still read
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")  # links in mail
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
HTTPS = SITE_URL.startswith("https://")
if not DEBUG and not HTTPS and not DEMO:
    raise ImproperlyConfigured("SITE_URL must begin with https:// outside DEBUG and DEMO.")

# The application role, which may not change what is only added; migrations run with the
# owner's DATABASE_URL (docs/decisions/0003-two-database-roles.md).
DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=env.int("CONN_MAX_AGE", 60))}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).update(
    application_name="lighthouse",
    # PostgreSQL plans a statement once for each connection, not each time it is asked: planning took two
    # thirds of its time (docs/decisions/0054-prepared-statements.md).
    server_side_binding=True,
    prepare_threshold=5,
)
APPLICATION_ROLE = env.str("APPLICATION_ROLE", "lighthouse_app")

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"  # only used by the file backend of script/run
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "no-reply@lighthouse.example")

# --- Applications ---------------------------------------------------------------------------
# Each programme app imports only the ones above it; tests/test_import_order.py reads this list.
PROGRAMME_APPS = [
    "core",
    "accounts",
    "privacy",
    "notifications",
    "regions",
    "companies",
    "calls",
    "factories",
    "applications",
    "recommendations",
    "screening",
    "diagnosis",
    "evaluation",
    "selection",
    "funding",
    "tours",
    "news",
    "portal",
]

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # its default one would put its own admin site over ours
    "lighthouse.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",  # lookups by trigrams, for the search
    "lighthouse.apps.StaticFilesConfig",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.kakao"] if env.str("KAKAO_CLIENT_ID", "") else []),
    *(["allauth.socialaccount.providers.naver"] if env.str("NAVER_CLIENT_ID", "") else []),
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    *(f"programme.{app}" for app in PROGRAMME_APPS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "programme.core.public_pages.PublicPagesMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; with random padding against BREACH
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "lighthouse.middleware.MaintenanceMiddleware",
    "lighthouse.middleware.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "programme.core.middleware.ApiLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "programme.accounts.middleware.SecondFactorMiddleware",
    "programme.accounts.middleware.NameFirstMiddleware",
    "programme.accounts.middleware.RefusedFormMiddleware",
    "programme.core.middleware.ServiceErrorMiddleware",
]

ROOT_URLCONF = "lighthouse.urls"
WSGI_APPLICATION = "lighthouse.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

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
                "django.template.context_processors.i18n",
                "programme.core.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "programme.core.templatetags.core"],
            "libraries": {"lists": "lighthouse.office.tags"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale" / app for app in reversed(PROGRAMME_APPS)]
TIME_ZONE = "Asia/Seoul"
FORMAT_MODULE_PATH = "lighthouse.formats"
USE_TZ = True

# --- Static files and uploads ---------------------------------------------------------------
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
PRINT_FONTS = BASE_DIR / "var" / "print-fonts"  # made by script/setup: part of the checkout
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("krds", NODE_MODULES / "krds-uiux" / "resources"),
    ("htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("fonts", BASE_DIR / "var" / "fonts"),  # cut from the kit's by script/setup: part of the checkout
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "lighthouse.static_files.StaticFiles"
    },
}
# Compressed or not worth it already; source maps are for developers' tools only.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp", "ico", "woff2", "map", "gz"]
MEDIA_ROOT = VAR_DIR / "uploads"  # outside the web root: served by views that check permission
MEDIA_URL = "/uploads/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
REQUEST_MAX_BYTES = 200 * 1024 * 1024  # all files of one form together; each has a limit of its own
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Sign-in --------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["programme.accounts.backends.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("portal:desk")
LOGOUT_REDIRECT_URL = reverse_lazy("portal:home")
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # the code by mail is the usual way; a password is optional
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # the mail passes the outbox first
ACCOUNT_EMAIL_NOTIFICATIONS = True  # tell people when their sign-in changes
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_ADAPTER = "programme.notifications.adapter.OutboxAccountAdapter"
ACCOUNT_FORMS = {"request_login_code": "programme.accounts.sign_in.CodeForm"}
ACCOUNT_SIGNUP_FORM_CLASS = "programme.accounts.forms.SignupForm"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "programme.accounts.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "K-Lighthouse"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
SOCIALACCOUNT_PROVIDERS = {
    provider: {"APPS": [{"client_id": env.str(f"{name}_CLIENT_ID"), "secret": env.str(f"{name}_SECRET")}]}
    for provider, name in (("kakao", "KAKAO"), ("naver", "NAVER"))
    if env.str(f"{name}_CLIENT_ID", "")
}
SESSION_ENGINE = "programme.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(minutes=60).total_seconds())  # idle logout: refreshed on use
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True

# --- Cache: shared by all workers because sign-in limits must hold across them ----------------
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
    # How much each address and person asked of the API lately, for each process by itself (core.api).
    "counts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "counts",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What public pages last said to people who are not signed in, likewise (core.public_pages). In seconds:
    # as old as a number of free seats on such a page may be. The least used are dropped first.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 10,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# --- Headers --------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked for from inside
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("geolocation", "microphone", "payment", "usb", "interest-cohort")
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Unfold's Alpine needs eval and inline styles: granted under the admin's addresses only.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}

# --- API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["programme.core.api_defaults.JsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "programme.core.api_defaults.Negotiation",
    "DEFAULT_PAGINATION_CLASS": "programme.core.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "programme.core.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "programme.core.api_defaults.AnonThrottle",
        "programme.core.api_defaults.UserThrottle",
    ],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,  # else X-Forwarded-For could name any address
    # certificates: a page on which numbers can be tried (tours' VerifyThrottle), signed in or not.
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min", "certificates": "30/min"},
    "EXCEPTION_HANDLER": "programme.core.api.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "K-Smart Lighthouse Factory API",
    "DESCRIPTION": "Factories, calls, techno-parks, regions, industries, tours and statistics.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "VisitorKindEnum": "programme.tours.choices.VisitorKind",
        "SchoolKindEnum": "programme.tours.choices.SchoolKind",
    },
}

# --- Admin ----------------------------------------------------------------------------------
UNFOLD = {
    "SITE_TITLE": _("K-Smart Lighthouse Factory back office"),
    "SITE_HEADER": _("Lighthouse back office"),
    "SITE_SYMBOL": "light_mode",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "lighthouse.admin.work_queue",
    "SIDEBAR": {"navigation": "lighthouse.admin.navigation"},
    "SCRIPTS": [lambda request: static("js/office.js")],
    "STYLES": [
        lambda request: static("css/office.css"),
        lambda request: static("css/office-object.css"),
        lambda request: static("css/office-lists.css"),
    ],
    # The portal's own blue (static/css/tokens.css) in the skin's steps.
    "COLORS": {
        "primary": {
            "50": "#ecf2fe",
            "100": "#d8e5fd",
            "200": "#b1cefb",
            "300": "#86aff9",
            "400": "#4c87f6",
            "500": "#256ef4",
            "600": "#0b50d0",
            "700": "#083891",
            "800": "#052561",
            "900": "#03163a",
            "950": "#020f27",
        }
    },
}

# --- Background work ------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# --- Logs -----------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # They list every task at the start of every command.
    "loggers": {f"procrastinate.{name}": {"level": "WARNING"} for name in ("blueprints", "periodic")},
}
