"""Prints what happens to clips, and goes on where it stopped. docs/events.md explains.

python examples/consume_events.py --url nats://reader:…@127.0.0.1:4222 --state seen.txt
"""

import argparse
import asyncio
import contextlib
import os
import sys
from pathlib import Path

import nats
import nats.errors
from google.protobuf.json_format import MessageToJson
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig, DeliverPolicy

from reelmesh.v1.event_pb2 import Event

STREAM = "EVENTS"
INBOX = b"_INBOX_reader"
"""Where the user `reader` of deploy/nats.conf may hear answers."""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Prints the events of clips as one line each.")
    parser.add_argument("--url", default=os.environ.get("NATS_URL", "nats://127.0.0.1:4222"))
    parser.add_argument("--tenant", default="*", help="of this tenant only")
    parser.add_argument("--clip", default="*", metavar="ID", help="of this clip only")
    parser.add_argument("--json", action="store_true", help="print each event's data as JSON too")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the place in this file")
    parser.add_argument("--last", action="store_true", help="stop when all there is was printed")
    return parser.parse_args()


def place(state: Path | None) -> int:
    """The stream sequence of the last event that was handled; 0 at the beginning."""
    if state is None or not state.exists():
        return 0
    try:
        return int(state.read_text(encoding="ascii"))
    except ValueError:
        raise SystemExit(f"{state} holds no sequence number: remove it to begin anew.") from None


def keep(state: Path, sequence: int) -> None:
    """Note that an event was handled; a crash leaves the old note or the new one, never half."""
    new = state.with_name(f"{state.name}.new")
    new.write_text(f"{sequence}\n", encoding="ascii")
    new.replace(state)


def line(message: Msg) -> str:
    """An event as one line: its sequence, time, type, and the rest of its subject."""
    headers = message.headers or {}
    about = message.subject.removeprefix("events.")
    when, kind = headers.get("ce-time", "-"), headers.get("ce-type", "-")
    return f"{message.metadata.sequence.stream:>8}  {when:<27}  {kind:<24}  {about}"


async def consume(options: argparse.Namespace) -> None:
    """Print events until stopped. What is handled twice after a crash has the same ce-id."""

    async def complain(error: Exception) -> None:
        print(f"The bus: {error or type(error).__name__}", file=sys.stderr)

    client = await nats.connect(
        options.url, inbox_prefix=INBOX, max_reconnect_attempts=2, error_cb=complain
    )
    # Whoever was let in once comes back however long it takes.
    client.options["max_reconnect_attempts"] = -1
    try:
        # An ordered consumer asks again by itself for what a lost connection kept from it.
        events = await client.jetstream().subscribe(
            f"events.{options.tenant}.{options.clip}.>",
            stream=STREAM,
            ordered_consumer=True,
            config=ConsumerConfig(
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=place(options.state) + 1,
            ),
        )
        info = await events.consumer_info()
        left = (info.num_pending or 0) + (info.delivered.consumer_seq if info.delivered else 0)
        while left or not options.last:
            with contextlib.suppress(nats.errors.TimeoutError):
                message = await events.next_msg(timeout=60)
                handle(message, options)
                left = message.metadata.num_pending
    finally:
        await client.close()


def handle(message: Msg, options: argparse.Namespace) -> None:
    """Do what there is to do with an event, and only then note its sequence."""
    print(line(message), flush=True)
    if options.json:
        print(MessageToJson(Event.FromString(message.data)), flush=True)
    if options.state:
        keep(options.state, message.metadata.sequence.stream)


def main() -> None:
    """Runs until Ctrl-C."""
    try:
        asyncio.run(consume(arguments()))
    except KeyboardInterrupt:
        pass
    except (OSError, nats.errors.Error) as error:
        raise SystemExit(f"The bus cannot be read: {error}.") from None


if __name__ == "__main__":
    main()
