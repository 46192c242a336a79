"""What the worker does for tours."""

from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="*/5 * * * *")
@app.task(name="tours.expire_offers")
def expire_offers(timestamp: int) -> None:
    """Bookings release expired offers themselves; this asks the line where nobody books."""
    services.expire_offers()
