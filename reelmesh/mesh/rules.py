"""Holds messages against the rules that stand in their protos (protovalidate)."""

from typing import cast

import protovalidate
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from reelmesh.mesh.errors import ReelmeshError
from reelmesh.v1.common_pb2 import Cause


class FieldError(ReelmeshError):
    """Fields of a message are wrong: pairs of field path and sentence."""

    cause = Cause.CAUSE_CALLER

    def __init__(self, violations: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in violations))
        self.violations = violations


def check(message: Message) -> None:
    """Hold a message against the rules in its proto. Raises FieldError."""
    try:
        protovalidate.validate(message)
    except protovalidate.ValidationError as error:
        kind = cast("Descriptor", message.DESCRIPTOR)
        told = [(_path(v, kind), str(v.proto.message)) for v in error.violations]
        raise FieldError(told) from None


def _path(violation: protovalidate.Violation, kind: Descriptor | None) -> str:
    """The field that is wrong, from the message of a kind. A rule of a whole message is about the
    field by which the last part of its id is called, where there is one."""
    path = ""
    elements = violation.proto.field.elements if violation.proto.field else []
    for element in elements:
        name = str(element.field_name)
        field = kind.fields_by_name.get(name) if kind else None
        kind = field.message_type if field else None
        if kind and kind.GetOptions().map_entry:
            kind = kind.fields_by_name["value"].message_type
        path += f".{name}" if path else name
        index = getattr(element.subscript, "value", None)
        if index is not None:
            path += f"[{index}]"
    name = str(violation.proto.rule_id).rpartition(".")[2]
    if not violation.proto.rule and kind and name in kind.fields_by_name:
        path += f".{name}" if path else name
    return path
