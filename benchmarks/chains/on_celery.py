"""The chain on Celery with Redis: a chord, one worker process a stage.

    .venv-bench/bin/python -m benchmarks.chains.on_celery [--clips 300] [--flight 64]

The cheapest honest set-up: solo pool, no gossip, acks after the work, JSON bodies. The end of
a clip is told by Redis' pub/sub, which costs less than Celery's own waiting for a result.
"""
# pyright: basic, reportMissingImports=false
# Celery is in .venv-bench alone.

import asyncio
import gc
import os
import warnings
from concurrent.futures import Executor, ThreadPoolExecutor

import redis
import redis.asyncio
from celery import Celery, chain, group, signals

from benchmarks.chains import brokers, drive

URL = "CHAIN_REDIS_URL"
DONE = "done"

app = Celery("chain", broker=os.environ.get(URL), backend=os.environ.get(URL))
app.conf.update(
    task_acks_late=True,
    task_routes={f"chain.{stage}": {"queue": stage} for stage in drive.STAGES},
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
)


def pass_on(body: str) -> str:
    """What vision, voice, video and ambient do."""
    return body


@app.task(name="chain.mux")
def mux(bodies: list[str]) -> None:
    """Joins the three, and tells that the clip is done."""
    app.backend.client.publish(DONE, bodies[0][:32])


for side in drive.STAGES[:-1]:
    app.task(name=f"chain.{side}")(pass_on)


def work(stage: str) -> None:
    """Run one stage until ended."""
    # Run as root, as in a container, it says so five times over.
    warnings.simplefilter("ignore")
    signals.worker_ready.connect(lambda **_: drive.say_ready(), weak=False)
    quiet = "--without-gossip --without-mingle --without-heartbeat -l ERROR"
    app.worker_main(["worker", "-P", "solo", "-Q", stage, "-n", f"{stage}@chain", *quiet.split()])


def begin(clip: str) -> None:
    """Send a clip's whole graph."""
    body = drive.body(clip).decode()
    sides = group(app.signature(f"chain.{stage}") for stage in drive.AFTER["vision"])
    chain(app.signature("chain.vision", (body,)), sides, app.signature("chain.mux")).apply_async()


async def compare(load: drive.Load) -> dict[str, object]:
    """Start Redis and five workers, and drive them."""
    with drive.processes() as (children, folder):
        url = brokers.start_redis(children, folder)
        app.conf.update(broker_url=url, result_backend=url)
        os.environ[URL] = url
        children.start_stages(__spec__.name, [], drive.STAGES)
        # One thread sends them all: Celery's list of pending results is not safe in several.
        with ThreadPoolExecutor(1) as sender:
            return await measure(url, sender, children.pids, load)


async def measure(
    url: str, sender: Executor, pids: dict[str, int], load: drive.Load
) -> dict[str, object]:
    """Drive the running chain."""
    loop = asyncio.get_running_loop()
    waiting = drive.Waiting(lambda clip: loop.run_in_executor(sender, begin, clip))
    async with redis.asyncio.from_url(url) as client, client.pubsub() as ends:
        await ends.subscribe(DONE)
        listening = asyncio.create_task(listen(ends, waiting))
        figures = await drive.measure(waiting.one, pids, load)
        listening.cancel()
    # What is left of results says goodbye to Redis: while there is one.
    gc.collect()
    return figures


async def listen(ends: redis.asyncio.client.PubSub, waiting: drive.Waiting) -> None:
    """Hear of clips that are done."""
    async for message in ends.listen():
        if message["type"] == "message":
            waiting.ended(message["data"].decode())


if __name__ == "__main__":
    given = drive.options("What a Celery chord costs.")
    if given.role:
        work(given.role)
    else:
        drive.run(compare(drive.load_of(given)))
