"""Imports once what all programs need, then forks a program for each request.

Six interpreters that import gRPC, NATS, S3 and OpenTelemetry each take more than a second of
a core; forked from one that has them, they share the time and the memory. Nothing is started
before the fork: no channel, no server, no event loop, no thread of ours.

Speaks JSON over a SOCK_SEQPACKET socket: {"id", "name", "module", "environment"} with the
descriptor of the program's output comes in; {"id", "pid"} and later {"pid", "code"} go out.
Linux only: it counts on PR_SET_PDEATHSIG.
"""

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from contextlib import suppress
from typing import NoReturn

from reelmesh.local.child import die_with, name_process

MODULES = ("reelmesh.mesh.service", "numpy")
"""What every program, or most, would import itself."""
REQUEST_BYTES_MAX = 1 << 20


def main() -> None:
    """Serves requests until the other side hangs up; in a forked child, runs the program."""
    for module in MODULES:
        with suppress(ImportError):
            # The program that needs it says so better than we could.
            importlib.import_module(module)
    # What is there now stays: counting references to it would copy its memory.
    gc.freeze()
    module = serve(socket.socket(fileno=int(sys.argv[1])))
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def serve(requests: socket.socket) -> str:
    """Forks a child for each request. Returns only in a child: the module to run."""
    woken, waker = socket.socketpair()
    for end in (woken, waker):
        end.setblocking(False)
    # SIGCHLD must interrupt the select below; the byte it writes does.
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    parent = os.getpid()
    with selectors.DefaultSelector() as selector:
        selector.register(requests, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if woken in ready:
                woken.recv(4096)
                report_ended(requests)
            if requests not in ready:
                continue
            text, descriptors, _, _ = socket.recv_fds(requests, REQUEST_BYTES_MAX, 1)
            if not text:
                leave()
            request = json.loads(text)
            pid = os.fork()
            if pid == 0:
                break
            os.close(descriptors[0])
            tell(requests, id=request["id"], pid=pid)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for end in (woken, waker, requests):
        end.close()
    become(request, descriptors[0], parent)
    return request["module"]


def tell(requests: socket.socket, **answer: int) -> None:
    """Sends one answer."""
    try:
        requests.send(json.dumps(answer).encode())
    except OSError:
        leave()


def report_ended(requests: socket.socket) -> None:
    """Tells of every child that has ended."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            tell(requests, pid=pid, code=os.waitstatus_to_exitcode(status))


def become(request: dict[str, object], output: int, parent: int) -> None:
    """Gives a fresh child what a started program has: group, output, environment, fate."""
    os.setpgid(0, 0)
    die_with(parent)
    name_process(f"reel-{request['name']}")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(nothing)
    os.close(output)
    environment = request["environment"]
    assert isinstance(environment, dict)
    os.environ.update(environment)


def leave() -> NoReturn:
    """The supervisor has gone: so do the children, by their own tie to us."""
    os._exit(0)


if __name__ == "__main__":
    main()
