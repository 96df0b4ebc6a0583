"""A serialized ONNX model taken apart and put together again, without the onnx package.

Only what is needed to cut a graph in two is read; everything else stays the bytes it was. Field
numbers are those of onnx.proto: ModelProto.graph 7; GraphProto.node 1, initializer 5, input 11,
output 12; NodeProto.input 1, output 2, op_type 4; TensorProto.name 8; ValueInfoProto.name 1,
type 2; TypeProto.tensor_type 1; its elem_type 1, shape 2; TensorShapeProto.dim 1; its dim_param 2.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

FLOAT = 1
"""TensorProto.DataType."""
_GRAPH, _NODE, _INITIALIZER, _INPUT, _OUTPUT = 7, 1, 5, 11, 12
_LENGTHS = {1: 8, 5: 4}
"""Bytes of the protobuf wire types of fixed length."""


@dataclass(frozen=True)
class Node:
    """One operator."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    data: bytes | memoryview
    """NodeProto, serialized."""


def node(kind: str, inputs: Sequence[str], output: str) -> Node:
    """A new operator without attributes."""
    named = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode())
    return Node(kind, tuple(inputs), (output,), named + _field(4, kind.encode()))


def with_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """The model with inner tensors as further outputs.

    Appending to a serialized protobuf message merges into it (protobuf encoding guide, "Last
    One Wins"), so a ModelProto.graph that holds only GraphProto.output adds outputs."""
    outputs = b"".join(_field(_OUTPUT, _field(1, name.encode())) for name in names)
    return model + _field(_GRAPH, outputs) if names else model


class Graph:
    """The operators and constants of a model."""

    def __init__(self, model: bytes) -> None:
        """Raises ValueError for what is no serialized ModelProto."""
        self._around: list[bytes] = []
        self._nodes: list[Node] = []
        self._constants: dict[str, memoryview] = {}
        self._inputs: dict[str, memoryview] = {}
        for number, payload, whole in _fields(memoryview(model)):
            if number == _GRAPH and payload is not None:
                self._read(payload)
            else:
                self._around.append(bytes(whole))

    def _read(self, graph: memoryview) -> None:
        for number, payload, _ in _fields(graph):
            if payload is None:
                continue
            if number == _NODE:
                self._nodes.append(_node(payload))
            elif number == _INITIALIZER:
                self._constants[_text(payload, 8)] = payload
            elif number == _INPUT:
                self._inputs[_text(payload, 1)] = payload

    def cut(
        self,
        outputs: Sequence[str],
        given: Sequence[str] = (),
        swap: Callable[[Node], Node] = lambda one: one,
    ) -> bytes:
        """A model of what the outputs need, serialized.

        given are inner tensors, all of floats, that become inputs; swap may give another operator
        with the same outputs, whose further inputs must be in given too. Raises ValueError when
        nothing makes what is needed.
        """
        makers = {name: one for one in map(swap, self._nodes) for name in one.outputs}
        needed, todo = set[str](), list(outputs)
        kept: dict[int, Node] = {}
        while todo:
            name = todo.pop()
            if name in needed or not name:
                continue
            needed.add(name)
            if name in given or name in self._constants or name in self._inputs:
                continue
            if name not in makers:
                raise ValueError(f"nothing makes {name}")
            kept[id(makers[name])] = makers[name]
            todo += makers[name].inputs
        ordered = [one for one in makers.values() if kept.pop(id(one), None)]
        parts: list[bytes | memoryview] = [_field(_NODE, one.data) for one in ordered]
        parts += [_field(_INITIALIZER, raw) for n, raw in self._constants.items() if n in needed]
        parts += [_field(_INPUT, raw) for n, raw in self._inputs.items() if n in needed]
        parts += [_field(_INPUT, _floats(name)) for name in given if name in needed]
        parts += [_field(_OUTPUT, _field(1, name.encode())) for name in outputs]
        return b"".join(self._around) + _field(_GRAPH, b"".join(parts))


def _floats(name: str) -> bytes:
    """A ValueInfoProto of floats whose shape is not told."""
    return _field(1, name.encode()) + _field(2, _field(1, _varint(1 << 3) + _varint(FLOAT)))


def _node(data: memoryview) -> Node:
    named: dict[int, list[str]] = {1: [], 2: [], 4: []}
    for number, payload, _ in _fields(data):
        if number in named and payload is not None:
            named[number].append(str(payload, "utf-8"))
    return Node("".join(named[4]), tuple(named[1]), tuple(named[2]), data)


def _text(message: memoryview, wanted: int) -> str:
    """A field of a message as text; "" when it is not there."""
    found = (p for number, p, _ in _fields(message) if number == wanted and p is not None)
    return str(next(found, b""), "utf-8")


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview | None, memoryview]]:
    """Number, payload (None unless it has a length) and all bytes of each field."""
    at = 0
    while at < len(message):
        start = at
        key, at = _read_varint(message, at)
        kind, payload = key & 7, None
        if kind == 2:
            length, at = _read_varint(message, at)
            payload = message[at : at + length]
            at += length
        elif kind == 0:
            _, at = _read_varint(message, at)
        elif kind in _LENGTHS:
            at += _LENGTHS[kind]
        else:
            raise ValueError("not a serialized protobuf message")
        yield key >> 3, payload, message[start:at]


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    """A number, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _field(number: int, payload: bytes | memoryview) -> bytes:
    """A length-delimited protobuf field."""
    return b"".join((_varint(number << 3 | 2), _varint(len(payload)), payload))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
