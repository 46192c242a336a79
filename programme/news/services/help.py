"""Questions with their answers, and whom to ask; staff correct both as they correct the registers."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.calls.models import Call, Programme
from programme.core.choices import Audience
from programme.core.errors import Conflict
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import transition

from ..models import Answer, Contact
from .articles import refuse_other_programme


def draft_answer(
    *,
    programme: Programme,
    category: str,
    question_ko: str,
    answer_ko: str,
    question_en: str = "",
    answer_en: str = "",
    english_checked: bool = False,
    position: int = 0,
    call: Call | None = None,
    by: User,
) -> Answer:
    """A question and its answer that only staff see. Raises NotAllowed, Incomplete."""
    require(by.has_perm("news.add_answer"), _("You may not write answers."))
    refuse_other_programme(programme, call)
    with transaction.atomic():
        answer = Answer.objects.create(
            programme=programme,
            call=call,
            category=category,
            question_ko=question_ko,
            question_en=question_en,
            answer_ko=answer_ko,
            answer_en=answer_en,
            english_checked=english_checked,
            position=position,
        )
        record_event(answer, "news.draft_answer", by=by, audience=Audience.STAFF)
    return answer


def publish_answer(*, answer: Answer, by: User | None) -> Answer:
    """Show it on the pages of questions and of its call. Raises NotAllowed, WrongState."""
    with transition(answer, "publish", by=by, audience=Audience.STAFF) as answer:
        pass
    return answer


def unpublish_answer(*, answer: Answer, by: User | None) -> Answer:
    """Take it off the pages; it is a draft again. Raises NotAllowed, WrongState."""
    with transition(answer, "unpublish", by=by, audience=Audience.STAFF) as answer:
        pass
    return answer


def add_contact(
    *,
    programme: Programme,
    department_ko: str,
    department_en: str = "",
    telephone: str = "",
    email: str = "",
    hours_ko: str = "",
    hours_en: str = "",
    note_ko: str = "",
    note_en: str = "",
    call: Call | None = None,
    by: User,
) -> Contact:
    """Whom to ask about a call, or about a programme. Shown at once.

    Raises NotAllowed, Incomplete; Conflict (it has one already, which can be changed).
    """
    require(by.has_perm("news.add_contact"), _("You may not add contacts."))
    refuse_other_programme(programme, call)
    with transaction.atomic():
        if Contact.objects.filter(programme=programme, call=call).exists():
            problem = _("There is a contact for this already. Change that one.")
            raise Conflict(problem, {"call": problem})
        contact = Contact.objects.create(
            programme=programme,
            call=call,
            department_ko=department_ko,
            department_en=department_en,
            telephone=telephone,
            email=email,
            hours_ko=hours_ko,
            hours_en=hours_en,
            note_ko=note_ko,
            note_en=note_en,
        )
        record_event(contact, "news.add_contact", by=by, audience=Audience.STAFF)
    return contact
