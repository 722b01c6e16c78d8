"""The worker: jobs from PostgreSQL, and the threads that digest events, carry webhooks and letters out and keep the lake close."""

import asyncio
import os
import signal
from typing import Any


def main() -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    import django

    django.setup()

    from procrastinate.contrib.django import app

    from cocreate_server.ground.core.jobs import resume_all
    from cocreate_server.ground.lake.follower import Follower
    from cocreate_server.ground.webhooks.courier import Courier
    from cocreate_server.listen.asking.postman import Postman
    from cocreate_server.listen.ingest.digester import Digester

    threads = (Follower(), Courier(), Digester(), Postman())
    for thread in threads:
        thread.start()
    resume_all()
    connector: Any = app.connector
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        with app.replace_connector(connector.get_worker_connector()) as working:
            asyncio.run(_work(working))
    finally:
        for thread in reversed(threads):
            thread.stop()


async def _work(app: Any) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=2,
            fetch_job_polling_interval=1.0,
            delete_jobs="successful",
            shutdown_graceful_timeout=10,
        )


if __name__ == "__main__":
    main()
