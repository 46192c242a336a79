"""What people have answered, or evaluators judged by, never changes."""

import pgtrigger


def frozen(name: str, version_field: str) -> pgtrigger.Trigger:
    """Refuse any change to rows of a version that is in force in a call that has been published.

    Rows of a version beyond the call's `version_field` may be prepared; they are frozen when the
    call takes that version on.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (
                SELECT 1 FROM calls_call AS c
                WHERE c.status <> 'draft' AND (
                    (c.id = OLD.call_id AND OLD.version <= c.{version_field})
                    OR (c.id = NEW.call_id AND NEW.version <= c.{version_field})
                )
            ) THEN
                RAISE EXCEPTION 'frozen: this version is in force in a published call (%)', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,  # noqa: S608
    )
