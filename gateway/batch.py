"""What a batch of deliveries makes of a record, whatever the order of its facts."""

from gateway import plan
from gateway.box import Delivery
from reelmesh.mesh.run import now
from reelmesh.v1.clip_pb2 import Clip

EARLY_TRIES = 60
"""How often a fact comes again that the record is not ready for: longer than a lease, after
which the event that another gateway died over is delivered to us."""


def applied(record: Clip, batch: list[Delivery]) -> Clip:
    """The record after a batch, whatever the order of its facts: one may release the step that
    another is about."""
    early = True
    while early:
        before = record
        for _, fact in batch:
            record = plan.apply(record, fact)
        record = plan.decide(record, now())
        early = record != before and any(plan.early(before, fact) for _, fact in batch)
    return record


def early_in(clip: Clip, batch: list[Delivery]) -> list[Delivery]:
    """The facts about steps that the record has not released: another gateway has offered their
    tasks and is still saving, or died over it."""
    return [
        (message, fact)
        for message, fact in batch
        if plan.early(clip, fact) and message.metadata.num_delivered < EARLY_TRIES
    ]


def releases(before: Clip, after: Clip) -> bool:
    """Whether somebody waits for this change: a step that may start, or the end."""
    released = any(
        old.state == plan.WAITING and new.state != plan.WAITING
        for old, new in zip(before.steps, after.steps, strict=True)
    )
    return released or after.state in plan.ENDED
