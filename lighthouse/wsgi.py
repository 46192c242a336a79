"""The server's entry point."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lighthouse.settings")

application = get_wsgi_application()

if not settings.DEBUG:
    from django.db import connection

    from programme.core.roles import refuse_owner_role

    refuse_owner_role()
    connection.close()  # this thread's: requests are served by others, with connections of their own
