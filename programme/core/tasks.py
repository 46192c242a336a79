"""Upkeep: of the queue itself, and of answers kept for repetition."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

from .idempotency import forget_answers as forget

logger = logging.getLogger(__name__)

KEEP_FINISHED_HOURS = 24 * 7


@app.periodic(cron="*/5 * * * *")
@app.task(name="core.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Take up again what a killed worker left in the middle; every job of ours may run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        logger.warning("taking up stalled job %s %s", job.id, job.task_name)
        await manager.retry_job(job)


@app.periodic(cron="40 18 * * *")  # 03:40 in Seoul
@app.task(name="core.delete_finished_jobs", pass_context=True)
async def delete_finished_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs done a week ago; failed ones stay to be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_FINISHED_HOURS)


@app.periodic(cron="25 * * * *")
@app.task(name="core.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Answers of the API are kept a day."""
    forget()
