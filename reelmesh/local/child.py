"""Becomes another program that dies with its parent: `python child.py PARENT-PID COMMAND...`.

A parent killed with SIGKILL cannot stop its children, so the kernel is asked to do it
(Linux, prctl(2)). It is asked here, between fork and exec of the real program, because
asking in a preexec_fn is unsafe in a process with threads. Imports nothing of ours: it
starts in milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
"""From <linux/prctl.h>."""
NAME_BYTES_MAX = 15


def die_with(parent: int) -> None:
    """Ties this process to its parent's life."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The parent died before its child had begun.")


def name_process(name: str) -> None:
    """What top and ps -o comm show."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode()[:NAME_BYTES_MAX], 0, 0, 0)


def main(arguments: list[str]) -> None:
    """Ties this process to its parent, then becomes the command."""
    parent, command = int(arguments[0]), arguments[1:]
    die_with(parent)
    if sys.platform == "linux":
        # See reelmesh.mesh.service: servers of the mesh do not interrupt its programs either.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}.")


if __name__ == "__main__":
    main(sys.argv[1:])
