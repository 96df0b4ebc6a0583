"""Asks the program in this container whether it serves: python -m reelmesh.mesh.probe.

Exit code 0 when gRPC health at LISTEN says SERVING, else 1 and a sentence. For container health
checks; `--address host:port` asks another.
"""

import argparse
import os
import sys

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

CHECK = "/grpc.health.v1.Health/Check"
"""https://github.com/grpc/grpc/blob/master/doc/health-checking.md"""
EVERYWHERE = ("0.0.0.0", "[::]", "")
"""Listening there means reachable by loopback."""


def main() -> int:
    """Probes once."""
    parser = argparse.ArgumentParser(description="Probes a program's gRPC health.")
    parser.add_argument("--address", default=reachable(os.environ.get("LISTEN", "")))
    parser.add_argument("--timeout", type=float, default=3.0, metavar="SECONDS")
    arguments = parser.parse_args()
    if not arguments.address:
        print("LISTEN has no fixed port: give --address host:port.", file=sys.stderr)
        return 1
    status = health(arguments.address, arguments.timeout)
    print(status, file=sys.stderr)
    return 0 if status == "SERVING" else 1


def reachable(listen: str) -> str:
    """Where a program with this LISTEN is reached from its own machine; empty if unknown."""
    host, _, port = listen.rpartition(":")
    if not port.isdecimal() or port == "0":
        return ""
    return f"127.0.0.1:{port}" if host in EVERYWHERE else listen


def health(address: str, timeout_s: float) -> str:
    """The health of the program at host:port: SERVING, NOT_SERVING, or why it is not known."""
    with grpc.insecure_channel(address, [("grpc.enable_http_proxy", 0)]) as channel:
        check = channel.unary_unary(
            CHECK,
            request_serializer=HealthCheckRequest.SerializeToString,
            response_deserializer=HealthCheckResponse.FromString,
        )
        try:
            answer = check(HealthCheckRequest(), timeout=timeout_s)
        except grpc.RpcError as error:
            code = error.code().name if isinstance(error, grpc.Call) else "UNKNOWN"
            return f"{address} does not answer ({code})."
    return HealthCheckResponse.ServingStatus.Name(answer.status)


if __name__ == "__main__":
    sys.exit(main())
