"""Spans and metrics: kept on the bus for a while, and sent by OTLP where an endpoint is set.

The only user of the OpenTelemetry SDK.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from google.protobuf.timestamp_pb2 import Timestamp
from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Link, Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes

from reelmesh import __version__
from reelmesh.mesh import names
from reelmesh.mesh.bus import Bus
from reelmesh.v1.clip_service_pb2 import GetTraceResponse, TraceSpan
from reelmesh.v1.common_pb2 import Interval

FLUSH_S = 0.25
SPANS_MAX = 10_000
"""Spans kept for the next flush; more are dropped, since work matters more than its picture."""

LINK = "reelmesh-link"
"""Header with the traceparent of the span that published a task."""

_propagator = TraceContextTextMapPropagator()
tracer = trace.get_tracer("reelmesh", __version__)
_meter = metrics.get_meter("reelmesh", __version__)

queue_wait = _meter.create_histogram(
    "reelmesh.task.queue_wait", unit="s", description="From publishing a task to its start."
)
run_time = _meter.create_histogram(
    "reelmesh.task.run_time", unit="s", description="Time an engine ran for one task."
)
results = _meter.create_counter(
    "reelmesh.task.results", unit="{task}", description="Results, with whether they were reused."
)
failures = _meter.create_counter(
    "reelmesh.task.failures", unit="{task}", description="Tasks that failed for good, by cause."
)
clips = _meter.create_counter(
    "reelmesh.clips", unit="{clip}", description="Clips that ended, by state."
)


_next_ids: ContextVar[tuple[int, int] | None] = ContextVar("next_ids", default=None)


class _Ids(RandomIdGenerator):
    """Random ids, but for a span that is recorded under ids chosen before it ended."""

    def generate_trace_id(self) -> int:
        """The trace id of the next span."""
        chosen = _next_ids.get()
        return chosen[0] if chosen else super().generate_trace_id()

    def generate_span_id(self) -> int:
        """The id of the next span."""
        chosen = _next_ids.get()
        return chosen[1] if chosen else super().generate_span_id()


class BusSpans(SpanProcessor):
    """Collects ended spans and tells them to the bus a few times a second."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._ended: list[ReadableSpan] = []

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Nothing to do."""

    def on_end(self, span: ReadableSpan) -> None:
        """Keep the span for the next flush."""
        if len(self._ended) < SPANS_MAX:
            self._ended.append(span)

    def shutdown(self) -> None:
        """Nothing to do: the program flushes before it closes the bus."""

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing to do."""
        return True

    async def run(self, bus: Bus) -> None:
        """Flush until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.flush(bus)

    async def flush(self, bus: Bus) -> None:
        """Tell what has ended, one message a trace. Lost spans are no reason to stop work."""
        ended, self._ended = self._ended, []
        by_trace: defaultdict[str, GetTraceResponse] = defaultdict(GetTraceResponse)
        for span in ended:
            context = span.get_span_context()
            if context is not None:
                trace_id = trace.format_trace_id(context.trace_id)
                by_trace[trace_id].spans.append(self._encode(span))
        for trace_id, batch in by_trace.items():
            with contextlib.suppress(Exception):
                await bus.tell(names.spans_subject(trace_id), batch.SerializeToString())

    def _encode(self, span: ReadableSpan) -> TraceSpan:
        context = span.get_span_context()
        assert context is not None
        return TraceSpan(
            span_id=trace.format_span_id(context.span_id),
            parent_span_id=trace.format_span_id(span.parent.span_id) if span.parent else "",
            name=span.name,
            service=self._program,
            start_time=_stamp(span.start_time),
            end_time=_stamp(span.end_time),
            attributes={k: _text(v) for k, v in (span.attributes or {}).items()},
            error=(span.status.description or "failed")
            if span.status.status_code is StatusCode.ERROR
            else "",
        )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(v) for v in value)
    return str(value)


def _stamp(nanoseconds: int | None) -> Timestamp:
    stamp = Timestamp()
    stamp.FromNanoseconds(nanoseconds or 0)
    return stamp


def set_up(program: str, pool: str, otlp_endpoint: str) -> BusSpans:
    """Record spans and metrics from now on."""
    resource = Resource.create(
        {
            "service.name": f"reelmesh-{program}",
            "service.version": __version__,
            "reelmesh.pool": pool,
        }
    )
    provider = TracerProvider(resource=resource, id_generator=_Ids())
    spans = BusSpans(program)
    provider.add_span_processor(spans)
    if otlp_endpoint:
        _send_by_otlp(provider, resource)
    trace.set_tracer_provider(provider)
    return spans


def _send_by_otlp(provider: TracerProvider, resource: Resource) -> None:
    # Imported here: most programs run without a collector, and this costs 0.3 s.
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import (  # noqa: PLC0415
        OTLPMetricExporter,
    )
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    metrics.set_meter_provider(MeterProvider([reader], resource=resource))


def choose_root(caller: str) -> str:
    """A traceparent for a span that will be recorded when it has ended: a child of the
    caller's, or the root of a new trace. Always sampled: a clip's trace is its history."""
    above = trace.get_current_span(context_of({"traceparent": caller})).get_span_context()
    ids = RandomIdGenerator()
    trace_id = above.trace_id if above.is_valid else ids.generate_trace_id()
    return f"00-{trace_id:032x}-{ids.generate_span_id():016x}-01"


def record_root(
    parent: str, caller: str, interval: Interval, attributes: dict[str, str], error: str
) -> None:
    """Record the clip's own span, which choose_root promised, now that it has ended."""
    _, trace_id, span_id, _ = parent.split("-")
    token = _next_ids.set((int(trace_id, 16), int(span_id, 16)))
    try:
        span = tracer.start_span(
            "clip",
            context=context_of({"traceparent": caller}) if caller else Context(),
            start_time=interval.start_time.ToNanoseconds(),
            attributes=attributes,
        )
    finally:
        _next_ids.reset(token)
    if error:
        span.set_status(StatusCode.ERROR, error)
    span.end(interval.end_time.ToNanoseconds())


class Spanning:
    """A span around a block; an error that leaves the block is the span's.

    Unlike start_as_current_span it makes nothing current, which costs as much again: here a
    span is handed on by name.
    """

    def __init__(
        self,
        name: str,
        parent: Context,
        kind: SpanKind,
        attributes: Attributes,
        links: Sequence[Link] = (),
    ) -> None:
        self._span = tracer.start_span(
            name, context=parent, kind=kind, attributes=attributes, links=links
        )

    def __enter__(self) -> Span:
        return self._span

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            self._span.set_status(StatusCode.ERROR, f"{type(error).__name__}: {error}")
        self._span.end()


def traceparent(span: Span) -> str:
    """A span as a W3C traceparent (Trace Context, version 00)."""
    context = span.get_span_context()
    if not context.is_valid:
        return ""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def context_of(carrier: Mapping[str, str]) -> Context:
    """The context that headers or metadata carry."""
    return _propagator.extract(carrier)


def links_of(headers: Mapping[str, str]) -> list[Link]:
    """The link to the span that published a message."""
    context = context_of({"traceparent": headers.get(LINK, "")})
    span = trace.get_current_span(context)
    return [Link(span.get_span_context())] if span.get_span_context().is_valid else []


def trace_id_of(parent: str) -> str:
    """The hex trace id in a traceparent."""
    parts = parent.split("-")
    return parts[1] if len(parts) > 2 else ""
