"""Where the events of one clip gather while the conductor is busy with it."""

import asyncio

from nats.aio.msg import Msg

from reelmesh.v1.event_pb2 import Event

HOLD_S = 0.02
"""How long a fact that releases nothing waits for company, to be saved together."""

Delivery = tuple[Msg, Event]


class Box:
    """The events of one clip that have yet to be applied."""

    def __init__(self) -> None:
        self.waiting: list[Delivery] = []
        self.arrived = asyncio.Event()

    def put(self, delivery: Delivery) -> None:
        """Add an event."""
        self.waiting.append(delivery)
        self.arrived.set()

    def take(self) -> list[Delivery]:
        """Everything that waits."""
        taken, self.waiting = self.waiting, []
        self.arrived.clear()
        return taken

    async def company(self) -> bool:
        """Wait a moment for more events; whether some came."""
        try:
            await asyncio.wait_for(self.arrived.wait(), HOLD_S)
        except TimeoutError:
            return False
        return True
