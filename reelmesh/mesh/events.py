"""Facts as CloudEvents in the NATS binding: attributes as ce-* headers, protobuf body."""

from opentelemetry.trace import Span

from reelmesh.mesh import names, tracing
from reelmesh.mesh.bus import Bus, Headers
from reelmesh.v1.event_pb2 import Event

MEDIA_TYPE = "application/protobuf"


def headers(event: Event, span: Span | None, source: str, unique: str = "") -> Headers:
    """The CloudEvents attributes of a fact (CloudEvents 1.0.2, NATS protocol binding).

    The id doubles as the message id, so that publishing the same fact again is no new event;
    unique tells apart facts that may happen more than once, such as the tries of a step.
    """
    fact = event.WhichOneof("fact") or ""
    identity = names.event_id(event.clip, event.stage, event.part, fact) + unique
    attributes = {
        "Nats-Msg-Id": identity,
        "ce-specversion": "1.0",
        "ce-id": identity,
        "ce-source": f"/reelmesh/{source}",
        "ce-type": names.event_type(event.stage, fact),
        "ce-time": event.time.ToJsonString(),
        "ce-subject": f"clips/{event.clip}",
        "ce-datacontenttype": MEDIA_TYPE,
        "ce-dataschema": "reelmesh.v1.Event",
    }
    if span is not None and (parent := tracing.traceparent(span)):
        attributes["traceparent"] = parent
        attributes["ce-traceparent"] = parent
    return attributes


async def publish(bus: Bus, event: Event, span: Span | None, source: str, unique: str = "") -> int:
    """Publish a fact and wait until it is kept; gives its sequence."""
    fact = event.WhichOneof("fact") or ""
    subject = names.event_subject(event.tenant, event.clip, event.stage, event.part, fact)
    return await bus.publish(
        subject, event.SerializeToString(), headers(event, span, source, unique)
    )
