"""Asks a program over gRPC whether it is ready."""

import socket
from collections.abc import Callable

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

ASK_TIMEOUT_S = 1.0
CHECK = "/grpc.health.v1.Health/Check"
"""https://github.com/grpc/grpc/blob/master/doc/health-checking.md"""


def serving(address: str) -> Callable[[int], bool]:
    """A question for Recipe.ready: does the program at host:port say SERVING?"""
    host, _, port = address.rpartition(":")

    def ask(_pid: int) -> bool:
        with socket.socket() as probe:
            # A refused connection is known at once; gRPC would wait and try again.
            if probe.connect_ex((host, int(port))) != 0:
                return False
        with grpc.insecure_channel(address) as channel:
            check = channel.unary_unary(
                CHECK,
                request_serializer=HealthCheckRequest.SerializeToString,
                response_deserializer=HealthCheckResponse.FromString,
            )
            try:
                answer = check(HealthCheckRequest(), timeout=ASK_TIMEOUT_S)
            except grpc.RpcError:
                return False
        return answer.status == HealthCheckResponse.SERVING

    return ask
