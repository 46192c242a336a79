"""The two stock apps that the portal replaces by its own configuration."""

from django.contrib.admin.apps import AdminConfig as StockAdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as StockStaticFilesConfig


class AdminConfig(StockAdminConfig):
    default_site = "lighthouse.admin.BackOffice"


class StaticFilesConfig(StockStaticFilesConfig):
    # Parts of the design kit that we never serve: component.css has dead links, which make the
    # manifest storage fail, and cdn/ loads icons from elsewhere.
    ignore_patterns = [
        *StockStaticFilesConfig.ignore_patterns,
        "cdn",
        "scss",
        "plugin",
        "component.css",
        "common.css",
        "ui-script_bak.js",
        "*.woff",
    ]
