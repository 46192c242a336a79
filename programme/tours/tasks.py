"""What the worker does for tours."""

from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="*/5 * * * *")
@app.task(name="tours.look_after_lines")
def look_after_lines(timestamp: int) -> None:
    """Bookings release what is held beyond its time themselves; this asks the line where nobody books."""
    services.look_after_lines()


@app.periodic(cron="20 0 * * *")
@app.task(name="tours.warn_behind")
def warn_behind(timestamp: int) -> None:
    """Every morning in Seoul; who fell behind is told once a month."""
    services.warn_behind()


@app.periodic(cron="20 0-11 * * *")  # 09:20 to 20:20 in Seoul: nobody is written to at night
@app.task(name="tours.send_reminders")
def send_reminders(timestamp: int) -> None:
    """Each mail once, however often this runs."""
    services.send_reminders()
