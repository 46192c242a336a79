"""The portal's settings with an environment of the tests' own; nothing is taken from the caller's.

tests/conftest.py points the database at a fresh copy before the first test that asks for it.
"""

import os
from urllib.parse import urlsplit

os.environ.update(
    DEBUG="0",
    DEMO="0",  # as in production; a test of the demonstration sets settings.DEMO
    SECRET_KEY="only-for-tests-" + "0123456789abcdef" * 3,
    SITE_URL="https://testserver",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    DATABASE_URL="postgres://lighthouse_app@/not-yet-chosen",
    APPLICATION_ROLE=urlsplit(os.environ.get("TEST_DATABASE_URL", "")).username or "lighthouse_app",
    CONN_MAX_AGE="0",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    LOG_LEVEL="WARNING",
)
for name in (
    "OFFICIAL_SITE",
    "TRUSTED_PROXY_COUNT",
    "SECRET_KEY_FALLBACKS",
    "KAKAO_CLIENT_ID",
    "NAVER_CLIENT_ID",
):
    os.environ.pop(name, None)

from lighthouse.settings import *  # noqa: E402, F403
from lighthouse.settings import CACHES, STORAGES  # noqa: E402

SECURE_SSL_REDIRECT = False  # the test client speaks plain HTTP
# No collectstatic for tests; the fastest hasher that still is one.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
NOTHING_IS_KEPT = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
CACHES = {
    **CACHES,
    # All tests of a process ask within the same minute; tests/core/test_api.py brings its own counts.
    "counts": NOTHING_IS_KEPT,
    # A test looks at what it has just changed; tests/core/test_public_pages.py brings production's.
    "pages": NOTHING_IS_KEPT,
}
