"""App configurations that replace Django's own."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class AdminConfig(DjangoAdminConfig):
    """The back office is our own admin site; apps register on it with plain `@admin.register`."""

    default_site = "lighthouse.admin.BackOffice"


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Leaves out what the packages ship and no page of ours loads.

    The kit's `component.css`, `common.css` and `cdn/` name files that do not exist or lie on
    another host, which the manifest storage refuses; its compiled components, scripts, plugins and
    fonts are replaced by our own (docs/decisions/0010-tokens-not-the-kit.md).
    """

    ignore_patterns = [
        *DjangoStaticFilesConfig.ignore_patterns,
        "cdn",
        "scss",
        "plugin",
        "component.css",
        "common.css",
        "output.css",
        "ui-script*.js",
        "PretendardGOV-*",
        "rest_framework",  # the browsable API's; ours answers JSON only
        "redoc",  # the API's page is Swagger
        "django_htmx",  # its own copies of htmx
        "htmx.[ace]*",  # other builds; htmx.js stays: the back office loads one of that name
    ]
