"""Proves how a supervised process is started again, given up, quoted and stopped."""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reelmesh.local.launch import Preloaded, spawn
from reelmesh.local.output import Tee
from reelmesh.local.process import CRASHES_MAX, STARTS_MAX, Process, Recipe
from reelmesh.local.programs import inherited
from reelmesh.mesh.errors import Unavailable


def python(
    code: str, say: Callable[[str], None], ready: Callable[[int], bool] = lambda _: True
) -> Process:
    """A supervised interpreter that is started again without a pause."""
    recipe = Recipe("python", lambda: spawn([sys.executable, "-c", code]), ready, backoff_s=(0.0,))
    return Process(recipe, Tee(lambda _: None), say)


def is_alive(process: Path) -> bool:
    """Whether a folder of /proc is of a process that runs; a zombie does not."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def test_a_process_that_crashes_again_and_again_is_given_up_with_its_last_words() -> None:
    said: list[str] = []
    process = python("import sys, time; time.sleep(0.1); sys.exit('No luck.')", said.append)
    with pytest.raises(Unavailable, match=rf"crashed {CRASHES_MAX} times .* No luck\."):
        await process.run()
    assert process.starts == CRASHES_MAX
    assert said == ["python ended with exit code 1; starting it again in 0 s"] * (CRASHES_MAX - 1)
    assert process.pid == 0


async def test_a_process_that_was_never_ready_is_given_up_sooner() -> None:
    process = python("print('one\\ntwo')", lambda _: None, ready=lambda _: False)
    with pytest.raises(Unavailable, match=r"python does not start: .* Its last words: two"):
        await process.run()
    assert process.starts == STARTS_MAX


async def test_a_process_that_will_not_end_is_made_to_with_all_it_started() -> None:
    code = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    lines: asyncio.Queue[str] = asyncio.Queue()
    recipe = Recipe("python", lambda: spawn([sys.executable, "-c", code]), lambda _: True)
    process = Process(recipe, Tee(lines.put_nowait), lambda _: None)
    running = asyncio.create_task(process.run())
    grandchild = Path("/proc") / await lines.get()
    before = time.monotonic()
    await process.stop(grace_s=0.2)
    await running
    assert time.monotonic() - before < 5
    until = time.monotonic() + 5
    while is_alive(grandchild):
        assert time.monotonic() < until


async def test_lines_longer_than_any_limit_are_passed_on() -> None:
    lines: list[str] = []
    code = "print('x' * 300_000); print('end')"
    child = await spawn([sys.executable, "-c", code])
    await Tee(lines.append).pump(child.output)
    assert await child.wait() == 0
    child.close()
    assert "".join(lines[:-1]) == "x" * 300_000
    assert lines[-1] == "end"


@pytest.mark.skipif(not Preloaded.works_here(), reason="forks need Linux")
async def test_a_fork_of_the_preloaded_process_is_a_program_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "forked.py").write_text(
        "import os, sys\n"
        "print(__name__, os.environ['WORD'], os.getpgid(0) == os.getpid(), len(sys.argv))\n"
        "sys.exit(7)\n"
    )
    preloaded = Preloaded({**inherited(), "PYTHONPATH": f"{inherited()['PYTHONPATH']}:{tmp_path}"})
    try:
        for word in ("one", "two"):
            lines: list[str] = []
            child = await preloaded.fork("forked", "forked", {"WORD": word})
            await Tee(lines.append).pump(child.output)
            assert lines == [f"__main__ {word} True 1"]
            assert await child.wait() == 7
            child.close()
    finally:
        await preloaded.stop()


@pytest.mark.skipif(not Preloaded.works_here(), reason="forks need Linux")
async def test_when_the_preloaded_process_dies_the_next_fork_starts_another(
    tmp_path: Path,
) -> None:
    (tmp_path / "sleeper.py").write_text("import time; print('up', flush=True); time.sleep(60)")
    preloaded = Preloaded({**inherited(), "PYTHONPATH": f"{inherited()['PYTHONPATH']}:{tmp_path}"})
    try:
        child = await preloaded.fork("sleeper", "sleeper", {})
        assert await child.output.readline() == b"up\n"
        preloaded.kill()
        assert await child.wait() == -9
        again = await preloaded.fork("sleeper", "sleeper", {})
        assert await again.output.readline() == b"up\n"
        for one in (child, again):
            one.close()
    finally:
        await preloaded.stop()
