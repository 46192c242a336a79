"""The texts that are signed. Same object, same language: same text (core.signing)."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.core.display import date_text
from programme.core.money import format_won_digits
from programme.diagnosis.choices import CostSource

from .models import Agreement, Instalment


def _won(amount: int) -> str:
    return format_won_digits(amount, get_language() or "ko")


def agreement_statement(agreement: Agreement) -> str:
    """The agreement as offered: both sides sign this text."""
    terms = agreement.terms
    day = date_text(date.fromisoformat(terms["starts_on"]), get_language() or "ko")
    lines = [
        _("Agreement on building a lighthouse factory: %(company)s") % {"company": terms["company"]},
        _("Case %(case)s") % {"case": agreement.case},
        "",
        _("1. The build starts on %(day)s. Number of years: %(count)s.")
        % {"day": day, "count": len(terms["years"])},
        _("2. The government pays up to %(total)s in all, and in each year at most:")
        % {"total": _won(terms["total_krw"])},
        *(
            _("– Year %(number)s (fiscal year %(fiscal_year)s): %(amount)s")
            % {**year, "amount": _won(year["amount_krw"])}
            for year in terms["years"]
        ),
        *_budget(terms["budget"]),
        _(
            "4. Each instalment is paid after the company's evidence is approved. From the second year on "
            "the check of the year before must be passed."
        ),
        *_partners(terms["partners"]),
        *_indicators(terms["indicators"]),
        _("7. If the agreement ends early, what is committed but not paid falls back to the state."),
    ]
    return "\n".join(lines)


def _budget(budget: list[dict[str, Any]]) -> list[str]:
    if not budget:
        return [_("3. The company pays what the project costs beyond this.")]
    return [
        _("3. The budget of the project by who pays:"),
        *(f"– {CostSource(row['source']).label}: {_won(row['amount_krw'])}" for row in budget),
    ]


def _partners(partners: list[dict[str, Any]]) -> list[str]:
    if not partners:
        return [_("5. The company builds without partner organisations.")]
    return [
        _("5. Partner organisations, their parts and shares:"),
        *(f"– {one['name']}: {one['part']} ({_won(one['share_krw'])})" for one in partners),
    ]


def _indicators(indicators: list[dict[str, Any]]) -> list[str]:
    if not indicators:
        return [_("6. No indicators are agreed.")]
    return [
        _("6. The company measures these indicators against their baseline:"),
        *(_("– %(name)s (%(unit)s): from %(baseline)s to %(target)s") % one for one in indicators),
    ]


def payment_statement(instalment: Instalment) -> str:
    """What a funding officer signs when releasing money."""
    year = instalment.year_plan
    return "\n".join(
        [
            _("I release this payment:"),
            _("Company: %(company)s") % {"company": year.agreement.factory.company.name_ko},
            _("Amount: %(amount)s") % {"amount": _won(instalment.amount_krw)},
            _("Instalment %(number)s of year %(year)s (fiscal year %(fiscal_year)s)")
            % {"number": instalment.number, "year": year.year_number, "fiscal_year": year.fiscal_year},
            _("Case %(case)s") % {"case": year.agreement.case},
        ]
    )
