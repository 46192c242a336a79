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

SEATS_MOVE = pgtrigger.Trigger(
    name="tours_seats_move",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[
        ("taken_change", "integer := 0"),
        ("offered_change", "integer := 0"),
        ("session_status", "text"),
        ("in_line", "integer"),
    ],
    func=f"""
        IF TG_OP = 'UPDATE' AND NEW.session_id <> OLD.session_id THEN
            RAISE EXCEPTION 'a booking keeps its session'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{SAME_SESSION}';
        END IF;
        IF TG_OP <> 'INSERT' AND OLD.status IN ('offered', 'confirmed') THEN
            taken_change := taken_change - OLD.seats;
            IF OLD.status = 'offered' THEN offered_change := offered_change - OLD.seats; END IF;
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.status IN ('offered', 'confirmed') THEN
            taken_change := taken_change + NEW.seats;
            IF NEW.status = 'offered' THEN offered_change := offered_change + NEW.seats; END IF;
        END IF;
        IF taken_change <> 0 OR offered_change <> 0 THEN
            UPDATE tours_session
               SET taken = taken + taken_change, offered = offered + offered_change
             WHERE id = COALESCE(NEW.session_id, OLD.session_id)
            RETURNING status, waiting INTO session_status, in_line;
            IF taken_change > 0 AND session_status <> 'planned' THEN
                RAISE EXCEPTION 'the session takes no bookings'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{NOT_OPEN}';
            END IF;
            IF TG_OP = 'INSERT' AND NEW.status = 'confirmed' AND in_line > 0 THEN
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
    condition=pgtrigger.AnyChange("taken", "offered", "waiting"),
    func="""
        IF pg_trigger_depth() = 1 THEN
            NEW.taken := OLD.taken;
            NEW.offered := OLD.offered;
            NEW.waiting := OLD.waiting;
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
