"""What a client says when a gateway refuses, fails or is not there: one clear sentence."""

import grpc
from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status

from reelmesh.mesh.errors import ReelmeshError
from reelmesh.v1.common_pb2 import Cause

CAUSES = {
    grpc.StatusCode.INVALID_ARGUMENT: Cause.CAUSE_CALLER,
    grpc.StatusCode.NOT_FOUND: Cause.CAUSE_CALLER,
    grpc.StatusCode.ALREADY_EXISTS: Cause.CAUSE_CALLER,
    grpc.StatusCode.FAILED_PRECONDITION: Cause.CAUSE_CALLER,
    grpc.StatusCode.OUT_OF_RANGE: Cause.CAUSE_CALLER,
    grpc.StatusCode.PERMISSION_DENIED: Cause.CAUSE_CONTENT,
    grpc.StatusCode.DEADLINE_EXCEEDED: Cause.CAUSE_DEADLINE,
}
"""Whose fault a status is; any other is the infrastructure's."""
NAMED_CAUSES: dict[str, Cause] = {
    "CALLER": Cause.CAUSE_CALLER,
    "CONTENT": Cause.CAUSE_CONTENT,
    "ENGINE": Cause.CAUSE_ENGINE,
    "INFRASTRUCTURE": Cause.CAUSE_INFRASTRUCTURE,
    "DEADLINE": Cause.CAUSE_DEADLINE,
}
"""By the reason in the server's google.rpc.ErrorInfo."""
NOT_CONNECTED = (
    "failed to connect",
    "dns resolution failed",
    "name resolution",
    "connection refused",
    "connection reset",
    "socket closed",
    "broken pipe",
    "goaway",
    "ping timeout",
    "transport is closing",
    "recvmsg",
)
"""How gRPC's own messages begin or go on when no server has answered, in lower case."""
STATUS_KEY = "grpc-status-details-bin"


class ClientError(ReelmeshError):
    """A call that did not succeed. str() is the sentence for a person."""

    def __init__(
        self,
        message: str,
        cause: Cause = Cause.CAUSE_INFRASTRUCTURE,
        code: grpc.StatusCode = grpc.StatusCode.UNKNOWN,
    ) -> None:
        super().__init__(message)
        self.cause = cause
        self.code = code


def explained(error: grpc.RpcError, address: str) -> ClientError:
    """The error of a call to the gateway at an address, as a person should read it."""
    if not isinstance(error, grpc.Call):
        return ClientError(f"The call to the gateway at {address} failed: {error}.")
    status = status_of(error)
    fields, cause = details(status)
    code, message = error.code(), error.details() or ""
    if fields:
        message = "\n".join(f"{field}: {sentence}" for field, sentence in fields)
    elif not status.details:
        message = unreached(code, message, address) or message
    cause = cause or CAUSES.get(code, Cause.CAUSE_INFRASTRUCTURE)
    return ClientError(message or f"The gateway answered {code.name}.", cause, code)


def unreached(code: grpc.StatusCode, message: str, address: str) -> str:
    """What gRPC's own error means to a person; empty when the message is the server's."""
    if code == grpc.StatusCode.UNAVAILABLE and not_connected(message):
        return (
            f"No gateway answers at {address}: start one with `reelmesh up` "
            "or name another with --gateway."
        )
    if code == grpc.StatusCode.DEADLINE_EXCEEDED:
        return f"The gateway at {address} did not answer in time: try again."
    if code == grpc.StatusCode.UNIMPLEMENTED:
        return f"Whatever listens at {address} is not a Reelmesh gateway of this version."
    return ""


def is_broken(error: grpc.RpcError) -> bool:
    """Whether the gateway has gone away, so that a stream should be taken up again."""
    return isinstance(error, grpc.Call) and error.code() == grpc.StatusCode.UNAVAILABLE


def not_connected(message: str) -> bool:
    """Whether gRPC says that it reached nobody, rather than a server that it cannot serve."""
    return not message or any(sign in message.lower() for sign in NOT_CONNECTED)


def details(status: Status) -> tuple[list[tuple[str, str]], Cause]:
    """The fields at fault with a sentence each, and whose fault it is, if the server says."""
    fields: list[tuple[str, str]] = []
    cause: Cause = Cause.CAUSE_UNSPECIFIED
    for item in status.details:
        bad_request, info = BadRequest(), ErrorInfo()
        if item.Unpack(bad_request):
            fields += [(one.field, one.description) for one in bad_request.field_violations]
        elif item.Unpack(info):
            cause = NAMED_CAUSES.get(info.reason, cause)
    return fields, cause


def status_of(error: grpc.Call) -> Status:
    """The google.rpc.Status that travels in the trailing metadata; empty when there is none."""
    for key, value in error.trailing_metadata() or ():
        if key == STATUS_KEY and isinstance(value, bytes):
            try:
                return Status.FromString(value)
            except DecodeError:
                break
    return Status()
