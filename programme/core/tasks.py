"""Upkeep of the queue itself."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

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
