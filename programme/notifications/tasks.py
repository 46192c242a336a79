from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import services


@app.task(name="notifications.deliver", retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def deliver(message_id: int) -> None:
    services.deliver_message(message_id)
