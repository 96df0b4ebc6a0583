"""Which packets of a shot can stay as they are when only some of its frames change.

A group of pictures that is closed needs nothing of its neighbours. Within one, packets up to the
first change can stay too, wherever those before a place in the file are those shown before it;
what follows them needs what was changed, up to the group's end.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

_WORTH_FRAMES = 12
"""Fewer frames than these are encoded with what follows: the key frame that splits them costs
more than they do."""


@dataclass(frozen=True)
class Group:
    """Frames of a shot from one key frame to the next: [start, cut) keep their packets,
    [cut, end) are encoded again."""

    start: int
    cut: int
    end: int
    stop: int
    """Where the next group's packets begin; beyond end when the shot is cut before that."""


def groups(
    order: Sequence[int], keys: Sequence[int], total: int, changes: Callable[[int], bool]
) -> list[Group]:
    """The groups of a shot's first total frames.

    order: number of the frame in each packet, as they stand in the file; keys: positions of key
    frames in it; changes: whether a frame shall be another than the file's. Frames that the file
    has not got must change. One group, encoded as a whole, when the file's are not closed."""
    spans = list(pairwise([*keys, len(order)]))
    closed = (
        order[start] == start and sorted(order[start:stop]) == list(range(start, stop))
        for start, stop in spans
    )
    if not all(closed):
        return [Group(0, 0, total, len(order))]
    wanted = [(start, stop) for start, stop in spans if start < total]
    ends = [*(stop for _, stop in wanted[:-1]), total]
    cut = [
        _cut(order, start, min(end, total), stop, changes)
        for (start, stop), end in zip(wanted, ends, strict=True)
    ]
    return _told_apart(cut)


def _cut(
    order: Sequence[int], start: int, end: int, stop: int, changes: Callable[[int], bool]
) -> Group:
    first = next((number for number in range(start, end) if changes(number)), end)
    # Not all but one frame: two key frames in a row are told apart by more than their place.
    places = (p for p in _places(order, start, stop) if p <= first and p != end - 1)
    cut = max(places, default=start)
    return Group(start, cut if cut in (end, max(cut, start + _WORTH_FRAMES)) else start, end, stop)


def _places(order: Sequence[int], start: int, stop: int) -> Iterator[int]:
    """Where a group may be cut: all packets before are those of the frames before."""
    for place, highest in enumerate(accumulate(order[start:stop], max), start + 1):
        if highest == place - 1:
            yield place


def _told_apart(found: list[Group]) -> list[Group]:
    """No lone encoded frame between two copied groups, for the same reason."""
    for index, (before, group) in enumerate(pairwise(found)):
        if group.cut == group.start and group.end - group.start == 1 and before.cut == before.end:
            found[index] = replace(before, cut=before.start)
    return found
