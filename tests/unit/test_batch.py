"""Proves that the facts of a batch count in whatever order they come, and that none is dropped
because the record lags behind them."""

from itertools import permutations

from nats.aio.client import Client
from nats.aio.msg import Msg

from gateway.batch import EARLY_TRIES, applied, early_in
from reelmesh.v1.clip_pb2 import ClipState
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.engine_pb2 import FrameRule
from reelmesh.v1.event_pb2 import Event
from reelmesh.v1.spec_pb2 import Line, Shot, Spec
from tests.worlds import World

SPEC = Spec(prompt="x", shots=[Shot()], lines=[Line(text="1")])


def delivery(event: Event, delivered: int = 1) -> tuple[Msg, Event]:
    """An event as the bus hands it over; the reply subject tells how often it was."""
    reply = f"$JS.ACK.EVENTS.conductor.{delivered}.7.7.1700000000000000000.0"
    return Msg(Client(), "events.t.c.mux.clip.finished", reply), event


def facts() -> list[Event]:
    """Every finished fact of a clip that went well."""
    world = World(SPEC, FrameRule())
    world.in_order()
    return [event for event in world.told if event.HasField("finished")]


def test_all_facts_of_a_clip_at_once_end_it_in_any_order() -> None:
    told = facts()
    assert len(told) == 5
    for order in permutations(told):
        batch = [delivery(event) for event in order]
        record = applied(World(SPEC, FrameRule()).record, batch)
        assert record.state == ClipState.CLIP_STATE_SUCCEEDED
        assert early_in(record, batch) == []


def test_a_fact_of_a_step_that_is_not_released_comes_again_for_a_while() -> None:
    record = World(SPEC, FrameRule()).record
    mux = next(event for event in facts() if event.stage == Stage.STAGE_MUX)
    first, last = delivery(mux), delivery(mux, EARLY_TRIES)
    assert early_in(applied(record, [first]), [first]) == [first]
    assert early_in(applied(record, [last]), [last]) == []
