"""The chain as direct calls: a gateway process that calls five grpc.aio servers.

    python -m benchmarks.chains.bare_grpc [--clips 1000] [--flight 64]

Bytes in, bytes out; nothing is kept anywhere, and a call that is lost is lost.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable

import grpc
import grpc.aio

from benchmarks.chains import brokers, drive

SERVICE = "chain.Stage"
GATEWAY = "gateway"
PATH = f"/{SERVICE}/Run"
Handler = Callable[[bytes, "grpc.aio.ServicerContext[bytes, bytes]"], Awaitable[bytes]]


async def listen(port: int, handler: Handler) -> None:
    """Serve one method until ended."""
    server = grpc.aio.server()
    method = grpc.unary_unary_rpc_method_handler(handler)  # type: ignore[arg-type]
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(SERVICE, {"Run": method}),)
    )
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    drive.say_ready()
    await server.wait_for_termination()


async def work(role: str, ports: dict[str, int]) -> None:
    """Run one stage, or the gateway, until ended."""
    call = {
        stage: grpc.aio.insecure_channel(f"127.0.0.1:{ports[stage]}").unary_unary(PATH, None, None)
        for stage in drive.STAGES
        if role == GATEWAY
    }

    async def stage(request: bytes, context: object) -> bytes:
        return request

    async def gateway(request: bytes, context: object) -> bytes:
        seen = await call["vision"](request)
        await asyncio.gather(*(call[after](seen) for after in drive.AFTER["vision"]))
        return await call["mux"](seen)

    await listen(ports[role], gateway if role == GATEWAY else stage)


async def compare(load: drive.Load) -> dict[str, object]:
    """Start the six processes, and drive them."""
    roles = (*drive.STAGES, GATEWAY)
    ports = {role: brokers.free_port() for role in roles}
    with drive.processes() as (children, _):
        told = ",".join(f"{role}={port}" for role, port in ports.items())
        children.start_stages(__spec__.name, ["--url", told], roles)
        async with grpc.aio.insecure_channel(f"127.0.0.1:{ports[GATEWAY]}") as channel:
            make = channel.unary_unary(PATH, None, None)

            async def one() -> float:
                began = time.perf_counter()
                await make(drive.body(uuid.uuid4().hex))
                return (time.perf_counter() - began) * 1000

            return await drive.measure(one, children.pids, load)


def parse_ports(told: str) -> dict[str, int]:
    """role=port,role=port,… as the gateway and the stages are told."""
    return {role: int(port) for role, port in (pair.split("=") for pair in told.split(","))}


if __name__ == "__main__":
    given = drive.options("What a bare grpc.aio chain costs.")
    drive.run(
        work(given.role, parse_ports(given.url)) if given.role else compare(drive.load_of(given))
    )
