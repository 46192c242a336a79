"""The database's own arithmetic of seats: counters on the session, moved by bookings and waiting entries.

The counters are changed by UPDATE, never by summing under a lock, so that the CHECK constraints on
the session decide between two people at once. Bookings take the session's row BEFORE their own is
written; services that touch several rows lock the session first. One order, no deadlock.
"""

import pgtrigger

# Refusals raised here carry a constraint's name, as a CHECK would (services.refusals reads it).
NOT_OPEN = "tours_session_takes_bookings"
QUEUE_FIRST = "tours_queue_first"
SAME_SESSION = "tours_booking_keeps_session"
SHARE_FULL = "tours_session_share"
NOT_ADMITTED = "tours_booking_admitted"
BLACKED_OUT = "tours_session_in_blackout"
SESSIONS_PLANNED = "tours_blackout_over_sessions"

SEATS_MOVE = pgtrigger.Trigger(
    name="tours_seats_move",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[
        ("taken_change", "integer := 0"),
        ("offered_change", "integer := 0"),
        ("session_status", "text"),
        ("in_line", "integer"),
        ("kind_limit", "integer"),
        ("kind_taken", "integer"),
        ("shares_end", "timestamptz"),
    ],
    func=f"""
        IF TG_OP = 'UPDATE' AND (NEW.session_id <> OLD.session_id OR NEW.kind <> OLD.kind) THEN
            RAISE EXCEPTION 'a booking keeps its session and who comes'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{SAME_SESSION}';
        END IF;
        IF TG_OP <> 'INSERT' AND OLD.status IN ('requested', 'offered', 'confirmed') THEN
            taken_change := taken_change - OLD.seats;
            IF OLD.status = 'offered' THEN offered_change := offered_change - OLD.seats; END IF;
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.status IN ('requested', 'offered', 'confirmed') THEN
            taken_change := taken_change + NEW.seats;
            IF NEW.status = 'offered' THEN offered_change := offered_change + NEW.seats; END IF;
        END IF;
        IF taken_change <> 0 OR offered_change <> 0 THEN
            UPDATE tours_session
               SET taken = taken + taken_change,
                   offered = offered + offered_change,
                   taken_individual = taken_individual
                       + CASE COALESCE(NEW.kind, OLD.kind) WHEN 'individual' THEN taken_change ELSE 0 END,
                   taken_school = taken_school
                       + CASE COALESCE(NEW.kind, OLD.kind) WHEN 'school' THEN taken_change ELSE 0 END,
                   taken_industry = taken_industry
                       + CASE COALESCE(NEW.kind, OLD.kind) WHEN 'industry' THEN taken_change ELSE 0 END
             WHERE id = COALESCE(NEW.session_id, OLD.session_id)
            RETURNING status, waiting, shares_end_at,
                CASE COALESCE(NEW.kind, OLD.kind) WHEN 'individual' THEN individual_seats
                    WHEN 'school' THEN school_seats ELSE industry_seats END,
                CASE COALESCE(NEW.kind, OLD.kind) WHEN 'individual' THEN taken_individual
                    WHEN 'school' THEN taken_school ELSE taken_industry END
            INTO session_status, in_line, shares_end, kind_limit, kind_taken;
            IF taken_change > 0 AND session_status <> 'planned' THEN
                RAISE EXCEPTION 'the session takes no bookings'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{NOT_OPEN}';
            END IF;
            IF taken_change > 0 AND kind_taken > kind_limit
                AND (shares_end IS NULL OR clock_timestamp() < shares_end) THEN
                RAISE EXCEPTION 'the share of these visitors is taken'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{SHARE_FULL}';
            END IF;
            IF TG_OP = 'INSERT' AND NEW.status IN ('requested', 'confirmed') AND in_line > 0 THEN
                RAISE EXCEPTION 'people are waiting for these seats'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{QUEUE_FIRST}';
            END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,  # noqa: S608  names of this file, no input
)

# Saving a session that was read a moment ago must not bring old counters back.
COUNTERS_KEPT = pgtrigger.Trigger(
    name="tours_counters_kept",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(
        "taken", "offered", "waiting", "taken_individual", "taken_school", "taken_industry"
    ),
    func="""
        IF pg_trigger_depth() = 1 THEN
            NEW.taken := OLD.taken;
            NEW.offered := OLD.offered;
            NEW.waiting := OLD.waiting;
            NEW.taken_individual := OLD.taken_individual;
            NEW.taken_school := OLD.taken_school;
            NEW.taken_industry := OLD.taken_industry;
        END IF;
        RETURN NEW;
    """,
)

WAITING_MOVE = pgtrigger.Trigger(
    name="tours_waiting_move",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("change", "integer := 0")],
    func="""
        IF TG_OP <> 'INSERT' AND OLD.ended_at IS NULL THEN change := change - 1; END IF;
        IF TG_OP <> 'DELETE' AND NEW.ended_at IS NULL THEN change := change + 1; END IF;
        IF change <> 0 THEN
            UPDATE tours_session SET waiting = waiting + change
             WHERE id = COALESCE(NEW.session_id, OLD.session_id);
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)

# A duty has the period of its session and is live as long as the session is not called off.
DUTY_FOLLOWS = pgtrigger.Trigger(
    name="tours_duty_follows",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        SELECT tstzrange(starts_at, ends_at), status <> 'cancelled' AND NEW.ended_at IS NULL
          INTO NEW.period, NEW.live
          FROM tours_session WHERE id = NEW.session_id;
        RETURN NEW;
    """,
)

SESSION_LEADS = pgtrigger.Trigger(
    name="tours_session_leads",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("starts_at", "ends_at", "status"),
    condition=pgtrigger.AnyChange("starts_at", "ends_at", "status"),
    func="""
        UPDATE tours_duty SET live = live WHERE session_id = NEW.id;
        RETURN NULL;
    """,
)

# A session is not planned on a day without tours. The programme's row decides between two at once:
# a session takes it shared, a blackout takes it whole.
NOT_IN_BLACKOUT = pgtrigger.Trigger(
    name="tours_not_in_blackout",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("starts_at"),
    func=f"""
        IF TG_OP = 'UPDATE' THEN
            IF NEW.starts_at = OLD.starts_at THEN RETURN NEW; END IF;
        END IF;
        PERFORM 1 FROM tours_tourprogramme WHERE id = NEW.tour_programme_id FOR SHARE;
        IF NEW.status = 'planned' AND EXISTS (
            SELECT 1 FROM tours_blackout
             WHERE tour_programme_id = NEW.tour_programme_id
               AND (NEW.starts_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN first_day AND last_day
        ) THEN
            RAISE EXCEPTION 'no tours on this day'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{BLACKED_OUT}';
        END IF;
        RETURN NEW;
    """,  # noqa: S608  names of this file, no input
)

BLACKOUT_BEGINS = pgtrigger.Trigger(
    name="tours_blackout_begins",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
        PERFORM 1 FROM tours_tourprogramme WHERE id = NEW.tour_programme_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT 1 FROM tours_session
             WHERE tour_programme_id = NEW.tour_programme_id AND status = 'planned'
               AND (starts_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN NEW.first_day AND NEW.last_day
        ) THEN
            RAISE EXCEPTION 'sessions are planned on these days'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{SESSIONS_PLANNED}';
        END IF;
        RETURN NEW;
    """,  # noqa: S608  names of this file, no input
)

# A factory may take only some kinds of visitors, and of schools. Who was admitted when joining the line
# or when booking stays so: seats may be offered to them after the terms have changed.
ADMITTED = pgtrigger.Trigger(
    name="tours_admitted",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.status <> 'offered' AND NOT EXISTS (
            SELECT 1 FROM tours_session s JOIN tours_tourprogramme p ON p.id = s.tour_programme_id
             WHERE s.id = NEW.session_id AND NEW.kind = ANY (p.admits)
               AND (NEW.school_kind = '' OR NEW.school_kind = ANY (p.school_kinds))
        ) THEN
            RAISE EXCEPTION 'the factory does not take these visitors'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{NOT_ADMITTED}';
        END IF;
        RETURN NEW;
    """,  # noqa: S608  names of this file, no input
)
