from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application

from . import services


@app.task(name="screening.open", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def open_check(application_id: int) -> None:
    """Lay out the check of an application just recommended, unless it has moved on meanwhile."""
    application = Application.objects.filter(pk=application_id, status=ApplicationStatus.RECOMMENDED).first()
    if application is not None:
        services.open_screening(application=application)
