"""Every rule that writes about money and the build, by noun."""

from .agreements import (
    agree_factory,
    countersign_agreement,
    draft_agreement,
    end_agreement,
    offer_agreement,
    plan_errors,
    revise_agreement,
    sign_agreement,
    take_back_offer,
)
from .building import (
    add_milestone,
    complete_factory,
    finish_milestone,
    record_check,
    record_measurement,
    start_build,
    take_back_completion,
)
from .instalments import (
    approve_instalment,
    cancel_instalment,
    pay_instalment,
    refuse_instalment,
    request_instalment,
    reverse_payment,
    take_back_approval,
)
from .money import change_appropriation, set_appropriation

__all__ = [
    "add_milestone",
    "agree_factory",
    "approve_instalment",
    "cancel_instalment",
    "change_appropriation",
    "complete_factory",
    "countersign_agreement",
    "draft_agreement",
    "end_agreement",
    "finish_milestone",
    "offer_agreement",
    "pay_instalment",
    "plan_errors",
    "record_check",
    "record_measurement",
    "refuse_instalment",
    "request_instalment",
    "reverse_payment",
    "revise_agreement",
    "set_appropriation",
    "sign_agreement",
    "start_build",
    "take_back_approval",
    "take_back_completion",
    "take_back_offer",
]
