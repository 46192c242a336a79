"""What people are told about diagnosis and design."""

from collections.abc import Iterable

from programme.accounts.models import User
from programme.applications.models import Application
from programme.core.display import in_both
from programme.notifications.services import send_message


def tell(application: Application, to: Iterable[User | None], name: str, **more: str) -> None:
    """Put the mail templates/diagnosis/mail/<name>.txt into the outbox, for those who exist."""
    assert application.version is not None
    send_message(
        to=[person for person in to if person is not None],
        template=f"diagnosis/mail/{name}",
        context={
            **in_both("company", application.company),
            "receipt_number": application.version.receipt_number,
            "public_id": application.public_id,
            **more,
        },
        case=application.case,
    )
