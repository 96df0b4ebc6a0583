"""Draws a trace in a terminal. Pure: a trace and a width in, lines out."""

from collections import defaultdict
from collections.abc import Iterator

from reelmesh.local.colours import paint
from reelmesh.v1.clip_service_pb2 import GetTraceResponse, TraceSpan

NAME_WIDTH_MAX = 34
TIME_WIDTH = 9
BAR_WIDTH_MIN = 12
NOTED = ("engine", "pool", "attempt", "reused")
"""Attributes that are worth a word beside the bar."""


def waterfall(trace: GetTraceResponse, width: int, colour: bool) -> str:
    """The spans under their parents, each with its time and a bar where it ran.

    width: columns of the terminal. A span whose parent is not kept stands at the top level.
    """
    if not trace.spans:
        return f"trace {trace.trace_id}: no spans are kept."
    spans = list(in_order(trace))
    begin = min(start_of(span) for span, _ in spans)
    total = max(max(end_of(span) for span, _ in spans) - begin, 1e-6)
    names = [f"{'  ' * depth}{span.name}" for span, depth in spans]
    name_width = min(NAME_WIDTH_MAX, max(map(len, names)))
    bar_width = max(BAR_WIDTH_MIN, width - name_width - TIME_WIDTH - 4)
    lines = [f"trace {trace.trace_id}  {duration(total)}"]
    for (span, _), name in zip(spans, names, strict=True):
        mark = "failed" if span.error else span.service
        drawn = bar(start_of(span) - begin, end_of(span) - begin, total, bar_width)
        label = name if len(name) <= name_width else name[: name_width - 1] + "…"
        took = f"{duration(end_of(span) - start_of(span)):>{TIME_WIDTH}}"
        lines.append(f"{label:<{name_width}} {took}  {paint(drawn, mark, colour)}".rstrip())
        if span.error:
            lines.append(paint(f"{' ' * name_width} {span.error}", "failed", colour))
    return "\n".join(lines)


def in_order(trace: GetTraceResponse) -> Iterator[tuple[TraceSpan, int]]:
    """Each span with its depth: parents before children, children by their start."""
    known = {span.span_id for span in trace.spans}
    children: defaultdict[str, list[TraceSpan]] = defaultdict(list)
    for span in sorted(trace.spans, key=start_of):
        parent = span.parent_span_id
        children[parent if parent in known and parent != span.span_id else ""].append(span)
    seen: set[str] = set()
    # Spans come from outside: a circle of parents must not hang us, nor be left out.
    for root in [*children[""], *sorted(trace.spans, key=start_of)]:
        yield from _descend(root, 0, children, seen)


def _descend(
    span: TraceSpan, depth: int, children: dict[str, list[TraceSpan]], seen: set[str]
) -> Iterator[tuple[TraceSpan, int]]:
    if span.span_id in seen:
        return
    seen.add(span.span_id)
    yield span, depth
    for child in children.get(span.span_id, []):
        yield from _descend(child, depth + 1, children, seen)


def bar(start: float, end: float, total: float, width: int) -> str:
    """Blank until the start, then a block to the end; the shortest span is half a block."""
    halves = 2 * width
    first = min(halves - 1, round(start / total * halves))
    last = min(halves, max(first + 1, round(end / total * halves)))
    text = " " * (first // 2)
    if first % 2:
        text, first = text + "▐", first + 1
    text += "█" * ((last - first) // 2)
    return text + ("▌" if last > first and (last - first) % 2 else "")


def duration(seconds: float) -> str:
    """A time in the unit that reads well."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def start_of(span: TraceSpan) -> float:
    """Seconds since the epoch; exact to about a microsecond."""
    return span.start_time.seconds + span.start_time.nanos / 1e9


def end_of(span: TraceSpan) -> float:
    """Seconds since the epoch; never before the start."""
    return max(start_of(span), span.end_time.seconds + span.end_time.nanos / 1e9)
