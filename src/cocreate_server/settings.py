"""Django's settings, derived from the environment (`env.py`); there is one set for demo, tests and production."""

import os
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from cocreate_server.env import environment
from cocreate_server.ground.core.database import database_settings
from cocreate_server.ground.core.mail import mailer

ENV = environment()
PACKAGE = Path(__file__).parent
DEBUG = False
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = [ENV.host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENV.url]
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure else None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "cocreate_server.ground.core",
    "cocreate_server.ground.ui",
    "cocreate_server.ground.accounts",
    "cocreate_server.ground.webhooks",
    "cocreate_server.ground.customers",
    "cocreate_server.ground.records",
    "cocreate_server.ground.lake",
    "cocreate_server.listen.imports",
    "cocreate_server.listen.inlets",
    "cocreate_server.listen.reviews",
    "cocreate_server.listen.ingest",
    "cocreate_server.listen.surveys",
    "cocreate_server.listen.answering",
    "cocreate_server.listen.asking",
    "cocreate_server.understand.scores",
    "cocreate_server.demo",
]

MIDDLEWARE = [
    "cocreate_server.ground.core.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cocreate_server.ground.accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cocreate_server.ground.core.errors.ErrorMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # the last: it answers exceptions of its own before ours does
]

ROOT_URLCONF = "cocreate_server.urls"
WSGI_APPLICATION = "cocreate_server.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "DIRS": [PACKAGE / "ground/ui/templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cocreate_server.ground.ui.context.page",
            ],
            "builtins": ["cocreate_server.ground.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": database_settings(ENV)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}}
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "cocreate_server.ground.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "cocreate_server.ground.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reached the address already
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "signup": "20/m/ip",
}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # a second factor is asked for all the same
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "cocreate_server.ground.accounts.sign_in_forms.SignInForm",
    "signup": "cocreate_server.ground.accounts.sign_in_forms.SignUpForm",
    "reset_password": "cocreate_server.ground.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "cocreate_server.ground.accounts.sign_in_forms.ResetPasswordKeyForm",
    "change_password": "cocreate_server.ground.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "cocreate_server.ground.accounts.sign_in_forms.SetPasswordForm",
    "reauthenticate": "cocreate_server.ground.accounts.sign_in_forms.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.secure else 0  # TLS ends at a proxy, which tells whose request it is
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.secure else "http"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Cocreate"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation reached the address already
MFA_FORMS = {
    "authenticate": "cocreate_server.ground.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "cocreate_server.ground.accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "cocreate_server.ground.accounts.sign_in_forms.ActivateCodeForm",
}
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: our Content-Security-Policy lets no form lead to another site
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if ENV.sign_in_provider:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": ENV.sign_in_provider.name,
                "client_id": ENV.sign_in_provider.client_id,
                "secret": ENV.sign_in_provider.client_secret,
                "settings": {"server_url": ENV.sign_in_provider.issuer},
            }
        ]
    }

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
FORMAT_MODULE_PATH = ["cocreate_server.formats"]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None  # assets are served from the package
STATICFILES_DIRS = [PACKAGE / "ground/ui/static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ENV.home / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{10}\.\w+$"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = ENV.secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.secure
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

MAILERS = {"default": mailer(ENV)}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
LOGGING_CONFIG = "cocreate_server.ground.core.logs.configure"
CSRF_FAILURE_VIEW = "cocreate_server.ground.core.errors.csrf_failure"
LOGGING = {"level": os.environ.get("COCREATE_LOG_LEVEL", "INFO")}
