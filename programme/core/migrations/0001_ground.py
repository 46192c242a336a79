"""Extensions and the shared cache table, before anything else."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

CACHE_TABLE = """
CREATE TABLE core_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("contenttypes", "0002_remove_content_type_name")]

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CACHE_TABLE, "DROP TABLE core_cache"),
    ]
