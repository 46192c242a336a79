"""The two database roles: an owner that migrates, an application role that serves.

The application role may not UPDATE, DELETE or TRUNCATE what is only added: models with
`append_only = True` and pghistory's event tables. Grants are written after each migration, so that
a new table is never forgotten.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

# Django's and the queue's own tables that the application only reads.
READ_ONLY_TABLES = ["django_migrations"]


def append_only_tables() -> list[str]:
    """Tables to which rows are only added."""
    import pghistory.models

    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed
        and (getattr(model, "append_only", False) or issubclass(model, pghistory.models.Event))
    )


def grant_application_role(sender: Any, using: str, **kwargs: Any) -> None:
    """post_migrate: give the application role what it needs and no more."""
    if sender.name != "programme.core":
        return
    role = connections[using].ops.quote_name(settings.APPLICATION_ROLE)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.APPLICATION_ROLE])
        if cursor.fetchone() is None:
            raise ImproperlyConfigured(
                f"The database role {settings.APPLICATION_ROLE} does not exist: create it, "
                "or name another with APPLICATION_ROLE (docs/deployment.md)."
            )
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}")
        for table in append_only_tables():
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {role}')
        for table in READ_ONLY_TABLES:
            cursor.execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "{table}" FROM {role}')


def refuse_owner_role() -> None:
    """Stop a production server that was given the owner's role.

    Raises ImproperlyConfigured when the connected role could rewrite the narrative.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('core_event', 'UPDATE') "
            "OR has_table_privilege('core_event', 'DELETE')"
        )
        if cursor.fetchone()[0]:
            raise ImproperlyConfigured(
                "DATABASE_URL connects as a role that may change the event table. Serve with the "
                "application role and keep the owner's for migrations (docs/deployment.md)."
            )
