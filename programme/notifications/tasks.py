"""What the worker does for mails."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import services

# Waits of 3, 9, 27 … seconds, the last about two hours; the ninth attempt is the last.
PATIENCE = RetryStrategy(max_attempts=services.MAX_ATTEMPTS, exponential_wait=3)


@app.task(name="notifications.deliver", retry=PATIENCE)
def deliver(message_id: int) -> None:
    """Send one queued mail; a failure is tried again (PATIENCE)."""
    services.deliver_message(message_id)
