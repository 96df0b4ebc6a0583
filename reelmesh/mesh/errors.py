"""One small tree of errors: whose fault, whether to try again, what to do."""

from reelmesh.v1.common_pb2 import Cause, Failure


class ReelmeshError(Exception):
    """Something a person should read: str(error) is one clear sentence that says what to do."""

    cause: Cause = Cause.CAUSE_INFRASTRUCTURE
    retryable: bool = False

    def failure(self) -> Failure:
        """The error as it travels; the caller adds stage and part."""
        return Failure(cause=self.cause, message=str(self), retryable=self.retryable)


class CallerError(ReelmeshError):
    """The request is wrong; the caller can mend it."""

    cause = Cause.CAUSE_CALLER


class ContentError(ReelmeshError):
    """What was asked for is not allowed."""

    cause = Cause.CAUSE_CONTENT


class EngineError(ReelmeshError):
    """The model or its code failed; another try may help."""

    cause = Cause.CAUSE_ENGINE
    retryable = True


class Unavailable(ReelmeshError):
    """The bus, the store or a program is not there; try again."""

    cause = Cause.CAUSE_INFRASTRUCTURE
    retryable = True


class DeadlineExceeded(ReelmeshError):
    """Time ran out."""

    cause = Cause.CAUSE_DEADLINE


class Cancelled(ReelmeshError):
    """The clip was cancelled, or nobody waits for the result any more."""

    cause = Cause.CAUSE_CALLER
