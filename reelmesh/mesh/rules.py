"""Holds messages against the rules that stand in their protos (protovalidate)."""

import protovalidate
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
        raise FieldError([(_path(v), str(v.proto.message)) for v in error.violations]) from None


def _path(violation: protovalidate.Violation) -> str:
    path = ""
    elements = violation.proto.field.elements if violation.proto.field else []
    for element in elements:
        path += f".{element.field_name}" if path else str(element.field_name)
        index = getattr(element.subscript, "value", None)
        if index is not None:
            path += f"[{index}]"
    return path
