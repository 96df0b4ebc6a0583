"""Every stream and bucket there is: what it keeps, how long, how much."""

from nats.js.api import DiscardPolicy, RetentionPolicy, StreamConfig

from reelmesh.mesh import names

DAY_S = 86400.0
GIB = 1 << 30


def streams() -> list[StreamConfig]:
    """Every stream and bucket. An operator who wants other limits or replicas makes them
    first: what exists is left alone."""
    return [
        StreamConfig(
            name=names.EVENTS,
            subjects=[names.EVENTS_ALL, names.SCHEDULES_ALL],
            description="Facts, replayable; and deadlines that have yet to fire.",
            discard=DiscardPolicy.OLD,
            max_age=30 * DAY_S,
            max_bytes=2 * GIB,
            allow_msg_schedules=True,
            allow_direct=True,
        ),
        StreamConfig(
            name=names.TASKS,
            subjects=[names.TASKS_ALL],
            description="Steps that wait for a worker.",
            retention=RetentionPolicy.WORK_QUEUE,
            discard=DiscardPolicy.NEW,
            discard_new_per_subject=True,
            max_msgs_per_subject=1,
            max_bytes=GIB // 2,
            # A republished task must reach the queue however soon it comes.
            duplicate_window=0.1,
        ),
        StreamConfig(
            name=names.SPANS,
            subjects=[names.SPANS_ALL],
            description="Spans of recent traces.",
            discard=DiscardPolicy.OLD,
            max_age=7 * DAY_S,
            max_bytes=GIB // 4,
            allow_direct=True,
        ),
        bucket(names.CLIPS, "One record a clip.", 0, 2 * GIB),
        bucket(names.RESULTS, "One record a fingerprint.", 0, 2 * GIB),
        bucket(names.ENGINES, "What each worker can do.", 7 * DAY_S, GIB // 16),
    ]


def bucket(name: str, description: str, max_age: float, max_bytes: int) -> StreamConfig:
    """A key-value bucket, as the NATS clients of all languages know it (ADR-8)."""
    return StreamConfig(
        name=f"KV_{name}",
        subjects=[f"$KV.{name}.>"],
        description=description,
        max_msgs_per_subject=1,
        max_age=max_age,
        max_bytes=max_bytes,
        discard=DiscardPolicy.NEW,
        allow_rollup_hdrs=True,
        allow_direct=True,
        deny_delete=True,
    )
