"""The chain on FastStream: JetStream, pull subscribers, one process a stage.

    .venv-bench/bin/python -m benchmarks.chains.fast_stream [--clips 1000] [--flight 64]

Written as its documentation shows it; like the bare chain it keeps no record of a clip.
"""
# pyright: basic, reportMissingImports=false
# FastStream is in .venv-bench alone.

from faststream import FastStream
from faststream.nats import JStream, NatsBroker, PullSub

from benchmarks.chains import brokers, drive

BATCH = 64


def broker_of(stage: str, url: str) -> NatsBroker:
    """A broker with the one subscriber of a stage."""
    broker = NatsBroker(url, logger=None)
    join = drive.Join()

    @broker.subscriber(
        f"chain.{stage}",
        durable=stage,
        stream=JStream(brokers.QUEUE, declare=False),
        pull_sub=PullSub(batch_size=BATCH, timeout=5.0),
    )
    async def handle(message: bytes) -> None:
        if stage == "mux" and join.complete(drive.clip_of(message)):
            await broker.publish(b"", f"done.{drive.clip_of(message)}", stream=brokers.DONE)
        for after in drive.AFTER[stage]:
            await broker.publish(message, f"chain.{after}", stream=brokers.QUEUE)

    return broker


async def work(stage: str, url: str) -> None:
    """Run one stage until ended."""
    app = FastStream(broker_of(stage, url), logger=None)
    app.after_startup(drive.say_ready)
    await app.run()


async def compare(sync: str, load: drive.Load) -> dict[str, object]:
    """Start the server and five workers, and drive them."""
    return await brokers.drive_nats(__spec__.name, sync, load)


if __name__ == "__main__":
    given = drive.options("What a FastStream chain costs.")
    drive.run(
        work(given.role, given.url) if given.role else compare(given.sync, drive.load_of(given))
    )
