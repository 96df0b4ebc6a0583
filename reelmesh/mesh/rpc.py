"""gRPC at the edge: one server set-up, one mapping of errors, one way to stream a result."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import TypeVar

import grpc
import grpc.aio
from google.protobuf import any_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import _async as health_aio
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from reelmesh.mesh.errors import ReelmeshError
from reelmesh.mesh.rules import FieldError, check
from reelmesh.mesh.run import Run
from reelmesh.mesh.stage import Outcome, StageRunner
from reelmesh.v1.common_pb2 import Cause, Failure

log = logging.getLogger("reelmesh.rpc")

Context = grpc.aio.ServicerContext[Message, Message]
Reply = TypeVar("Reply", bound=Message)

TENANT_DEFAULT = "default"
DRAIN_S = 20.0
MESSAGE_BYTES_MAX = 4 << 20
OPTIONS: list[tuple[str, int]] = [
    ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
    ("grpc.max_send_message_length", 2 * MESSAGE_BYTES_MAX),
    ("grpc.max_metadata_size", 16 << 10),
    # Half-open sockets otherwise stay for ever.
    ("grpc.server_handshake_timeout_ms", 10_000),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    # Two programs on one port would share its calls at random.
    ("grpc.so_reuseport", 0),
]
CODES = {
    Cause.CAUSE_CALLER: grpc.StatusCode.INVALID_ARGUMENT,
    Cause.CAUSE_CONTENT: grpc.StatusCode.FAILED_PRECONDITION,
    Cause.CAUSE_ENGINE: grpc.StatusCode.INTERNAL,
    Cause.CAUSE_INFRASTRUCTURE: grpc.StatusCode.UNAVAILABLE,
    Cause.CAUSE_DEADLINE: grpc.StatusCode.DEADLINE_EXCEEDED,
}


class Refused(ReelmeshError):
    """A refusal with a gRPC status of its own, such as NOT_FOUND."""

    cause = Cause.CAUSE_CALLER

    def __init__(self, code: grpc.StatusCode, text: str) -> None:
        super().__init__(text)
        self.code = code


def rich_status(error: ReelmeshError) -> status_pb2.Status:
    """An error as google.rpc.Status with details a program can read."""
    code = error.code if isinstance(error, Refused) else CODES[error.cause]
    status = status_pb2.Status(code=code.value[0], message=str(error))
    if isinstance(error, FieldError):
        bad = error_details_pb2.BadRequest()
        for field, text in error.violations:
            bad.field_violations.add(field=field, description=text)
        _add(status, bad)
    info = error_details_pb2.ErrorInfo(
        reason=Cause.Name(error.cause).removeprefix("CAUSE_"), domain="reelmesh"
    )
    info.metadata["retryable"] = str(error.retryable).lower()
    _add(status, info)
    return status


def _add(status: status_pb2.Status, detail: Message) -> None:
    packed = any_pb2.Any()
    packed.Pack(detail)
    status.details.append(packed)


@contextlib.asynccontextmanager
async def errors_mapped(context: Context) -> AsyncGenerator[None]:
    """Turn our errors into gRPC statuses, and everything else into one honest sentence."""
    try:
        yield
    except ReelmeshError as error:
        status = rich_status(error)
        code = next(c for c in grpc.StatusCode if c.value[0] == status.code)
        context.set_trailing_metadata([("grpc-status-details-bin", status.SerializeToString())])
        await context.abort(code, str(error))
    except (asyncio.CancelledError, grpc.aio.AbortError):
        raise
    except Exception:
        log.exception("a call failed")
        await context.abort(
            grpc.StatusCode.INTERNAL, "Something went wrong inside; it is in the program's log."
        )


async def stream_stage(
    runner: StageRunner,
    request: Message,
    context: Context,
    progress: Callable[[float], Reply],
    result: Callable[[Message], Reply],
) -> AsyncIterator[Reply]:
    """Serve a stage's own RPC with the queue's engine and slots: progress, then the result."""
    async with errors_mapped(context):
        check(request)
        run = Run()
        work = asyncio.create_task(runner.run(request, TENANT_DEFAULT, run))
        try:
            told = -1.0
            while not work.done():
                await asyncio.wait({work}, timeout=0.2)
                if run.progress > told and not work.done():
                    told = run.progress
                    yield progress(told)
            yield result(result_of(work.result()))
        finally:
            # The caller hung up, or all is done: the engine stops at its next report.
            run.cancelled = True


def result_of(outcome: Outcome) -> Message:
    """The result of an outcome, or its failure as an error."""
    record = outcome.record
    if record.WhichOneof("outcome") == "failure":
        raise FailureError(record.failure)
    return getattr(record.result, record.result.WhichOneof("kind") or "")


class FailureError(ReelmeshError):
    """A failure that was recorded earlier."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.cause = failure.cause
        self.retryable = failure.retryable


class Server:
    """A gRPC server with health, reflection and limits. Not serving until ready()."""

    def __init__(self, listen: str, services: list[str]) -> None:
        self.server = grpc.aio.server(options=OPTIONS, maximum_concurrent_rpcs=2000)
        self._health = health_aio.HealthServicer()
        self._names = ["", *services]
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self.server)
        reflection.enable_server_reflection(
            [*services, health.SERVICE_NAME, reflection.SERVICE_NAME], self.server
        )
        self._listen = listen
        self.address = ""

    async def start(self) -> None:
        """Listen; health says NOT_SERVING."""
        try:
            port = self.server.add_insecure_port(self._listen)
        except RuntimeError as error:
            raise Refused(
                grpc.StatusCode.UNAVAILABLE,
                f"LISTEN={self._listen} cannot be used: another program may hold the port.",
            ) from error
        self.address = f"{self._listen.rpartition(':')[0]}:{port}"
        await self._tell(health_pb2.HealthCheckResponse.NOT_SERVING)
        await self.server.start()

    async def ready(self) -> None:
        """Health says SERVING from now on."""
        await self._tell(health_pb2.HealthCheckResponse.SERVING)

    async def drain(self, seconds: float = DRAIN_S) -> None:
        """Take no new calls, and give running ones some seconds to end."""
        await self._health.enter_graceful_shutdown()
        await self.server.stop(seconds)

    async def _tell(self, status: health_pb2.HealthCheckResponse.ServingStatus) -> None:
        for name in self._names:
            await self._health.set(name, status)


async def until_stopped(stopped: asyncio.Event, *work: Awaitable[None]) -> None:
    """Wait for the stop signal, or for work that ends by itself, which is an error."""
    waiting = asyncio.create_task(stopped.wait())
    tasks = {asyncio.ensure_future(w) for w in work}
    done, _ = await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in done & tasks:
        task.result()
