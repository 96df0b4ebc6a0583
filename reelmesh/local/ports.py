"""Free ports on loopback."""

import random
import socket

LOWEST, HIGHEST = 15_000, 32_000
"""Below 32768, where Linux begins to hand out ports for outgoing connections: such a
connection cannot take a port between our looking and the server's binding."""


def free_ports(count: int) -> list[int]:
    """Different ports on 127.0.0.1 that nobody listens on. Raises OSError when none are left."""
    found: list[int] = []
    generator = random.SystemRandom()
    for _ in range(200 * count):
        port = generator.randrange(LOWEST, HIGHEST)
        if port not in found and is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"No {count} free ports between {LOWEST} and {HIGHEST} on 127.0.0.1.")


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:port now."""
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
