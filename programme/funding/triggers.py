"""The guards of the money, in SQL. Counters move by statement, never by lock and SUM.

A counter row has a CHECK; the trigger's UPDATE waits for its turn and the CHECK judges the new
value, under every isolation level (docs of PostgreSQL, 13.2.1). Every path locks in one order:
appropriation, agreement, year. What a trigger refuses carries a constraint's name, so that a service can
say it in words (services/money.py).
"""

import pgtrigger


def _refuse(constraint: str, message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';"


def moved_by_triggers(name: str, *counters: str) -> pgtrigger.Trigger:
    """Let `counters` begin at zero and be moved by other triggers only, never by a statement."""
    begun = " OR ".join(f"NEW.{column} <> 0" for column in counters)
    moved = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in counters)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF pg_trigger_depth() = 1 THEN
                IF TG_OP = 'INSERT' AND ({begun}) THEN
                    {_refuse(name, "a counter begins at zero")}
                END IF;
                IF TG_OP = 'UPDATE' AND ({moved}) THEN
                    {_refuse(name, "a counter is moved by its entries only")}
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def unchanging(name: str, *columns: str, unless: str = "false") -> pgtrigger.Trigger:
    """Refuse a change of `columns` of an existing row, except where the SQL `unless` holds."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"(({changed}) AND NOT ({unless}))"),
        func=_refuse(name, "this is fixed") + " RETURN NEW;",
    )


def only_in_draft(name: str) -> pgtrigger.Trigger:
    """Refuse every change of an agreement's parts once it is offered."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            -- FOR SHARE waits for an offer under way, so that nothing slips in beside it.
            PERFORM 1 FROM funding_agreement
            WHERE id = (CASE WHEN TG_OP = 'INSERT' THEN NEW.agreement_id ELSE OLD.agreement_id END)
                AND status = 'draft' FOR SHARE;
            IF NOT FOUND THEN
                {_refuse(name, "fixed once the agreement is offered")}
            END IF;
            RETURN (CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
        """,
    )


# The caps are the call's at the moment of drafting, whatever the INSERT says.
copy_call_caps = pgtrigger.Trigger(
    name="funding_agreement_caps",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        SELECT c.year_cap_krw, c.total_cap_krw, f."case"
        INTO STRICT NEW.year_cap_krw, NEW.total_cap_krw, NEW."case"
        FROM factories_lighthousefactory AS f JOIN calls_call AS c ON c.id = f.call_id
        WHERE f.id = NEW.factory_id;
        RETURN NEW;
    """,
)

copy_year_cap = pgtrigger.Trigger(
    name="funding_year_caps",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        SELECT year_cap_krw INTO STRICT NEW.year_cap_krw
        FROM funding_agreement WHERE id = NEW.agreement_id;
        RETURN NEW;
    """,
)

# The agreement's total is the sum of its years, and the years change only while it is a draft.
move_total = pgtrigger.Trigger(
    name="funding_year_moves_total",
    when=pgtrigger.After,
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("agreement_id", "year_number", "fiscal_year", "amount_krw")
    | pgtrigger.Delete,
    declare=[("whose", "bigint"), ("difference", "bigint")],
    func=f"""
        IF TG_OP = 'INSERT' THEN
            whose := NEW.agreement_id; difference := NEW.amount_krw;
        ELSIF TG_OP = 'DELETE' THEN
            whose := OLD.agreement_id; difference := -OLD.amount_krw;
        ELSE
            whose := OLD.agreement_id; difference := NEW.amount_krw - OLD.amount_krw;
            IF NEW.agreement_id <> OLD.agreement_id THEN
                {_refuse("funding_plan_frozen", "a year stays with its agreement")}
            END IF;
        END IF;
        UPDATE funding_agreement SET total_krw = total_krw + difference
        WHERE id = whose AND status = 'draft';
        IF NOT FOUND THEN
            {_refuse("funding_plan_frozen", "the years are fixed once the agreement is offered")}
        END IF;
        RETURN NULL;
    """,  # noqa: S608  made of constants
)

# What is asked for takes up room in its year until it is refused, cancelled or reversed.
move_requested = pgtrigger.Trigger(
    name="funding_instalment_moves_year",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("status") | pgtrigger.Delete,
    declare=[("whose", "bigint"), ("difference", "bigint = 0")],
    func="""
        IF TG_OP <> 'INSERT' THEN
            whose := OLD.year_plan_id;
            IF OLD.status IN ('requested', 'approved', 'paid') THEN
                difference := difference - OLD.amount_krw;
            END IF;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            whose := NEW.year_plan_id;
            IF NEW.status IN ('requested', 'approved', 'paid') THEN
                difference := difference + NEW.amount_krw;
            END IF;
        END IF;
        IF difference <> 0 THEN
            UPDATE funding_yearplan SET requested_krw = requested_krw + difference WHERE id = whose;
        END IF;
        RETURN NULL;
    """,
)

# An entry moves the three counters it stands under, in the one order of locks.
move_money = pgtrigger.Trigger(
    name="funding_ledger_moves_money",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[("place", "record"), ("committed", "bigint = 0"), ("paid", "bigint = 0")],
    func=f"""
        SELECT y.agreement_id, y.fiscal_year, f.call_id INTO STRICT place
        FROM funding_yearplan AS y
        JOIN funding_agreement AS a ON a.id = y.agreement_id
        JOIN factories_lighthousefactory AS f ON f.id = a.factory_id
        WHERE y.id = NEW.year_plan_id;
        IF place.agreement_id <> NEW.agreement_id THEN
            {_refuse("funding_ledger_place", "the year belongs to another agreement")}
        END IF;
        IF NEW.kind IN ('commitment', 'release') THEN
            committed := NEW.amount_krw;
        ELSE
            paid := NEW.amount_krw;
        END IF;
        UPDATE funding_appropriation
        SET committed_krw = committed_krw + committed, paid_krw = paid_krw + paid
        WHERE id = NEW.appropriation_id AND call_id = place.call_id AND fiscal_year = place.fiscal_year;
        IF NOT FOUND THEN
            {_refuse("funding_ledger_place", "the appropriation is of another call or fiscal year")}
        END IF;
        UPDATE funding_agreement
        SET committed_krw = committed_krw + committed, paid_krw = paid_krw + paid
        WHERE id = NEW.agreement_id;
        UPDATE funding_yearplan
        SET committed_krw = committed_krw + committed, paid_krw = paid_krw + paid
        WHERE id = NEW.year_plan_id;
        RETURN NULL;
    """,  # noqa: S608  made of constants
)
