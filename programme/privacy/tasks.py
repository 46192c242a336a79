"""What the worker does for privacy: destroys what is over its time."""

import logging

from procrastinate.contrib.django import app

from . import services

logger = logging.getLogger(__name__)


@app.periodic(cron="20 18 * * *")  # 03:20 in Seoul
@app.task(name="privacy.destroy_expired")
def destroy_expired(timestamp: int) -> None:
    logger.info("destroyed what is over its time: %s", services.destroy_expired())
