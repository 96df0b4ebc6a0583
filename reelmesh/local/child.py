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


def work_in_the_background() -> None:
    """Asks the kernel not to interrupt others whenever a message for this process comes
    (SCHED_BATCH of sched(7)); so may what it becomes or forks.

    Programs that wake each other with every message otherwise take turns message by message;
    this way each works off what has gathered, for a sixth less CPU on a busy machine."""
    if sys.platform == "linux":
        try:
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        except OSError:
            # A sandbox may forbid it: then it is as it was.
            return


def main(arguments: list[str]) -> None:
    """Ties this process to its parent, then becomes the command."""
    parent, command = int(arguments[0]), arguments[1:]
    die_with(parent)
    work_in_the_background()
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}.")


if __name__ == "__main__":
    main(sys.argv[1:])
