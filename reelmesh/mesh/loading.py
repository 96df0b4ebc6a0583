"""Loading an engine while the program is already there to say so."""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from google.protobuf.message import Message

from reelmesh.mesh import names
from reelmesh.mesh.engine import Engine, EngineSettings, engine_class
from reelmesh.mesh.errors import EngineError, ReelmeshError
from reelmesh.mesh.settings import Settings

log = logging.getLogger("reelmesh.loading")

THREAD = "load"

Told = Callable[[float], None]


def load_engine(settings: Settings, told: Told) -> Engine[Message, Message]:
    """The engine that settings name, loaded and warm. Whatever goes wrong is a ReelmeshError."""
    options = dict(settings.engine_options)
    known: dict[str, object] = {"told": told}
    if "threads" in options:
        known["threads"] = int(options.pop("threads"))
    if "model" in options:
        known["model"] = options.pop("model")
    try:
        engine = engine_class(names.stage_token(settings.stage), settings.engine)
        return engine(EngineSettings(options=options, **known))  # type: ignore[arg-type]
    except ReelmeshError:
        raise
    except Exception as error:
        # Libraries of models raise what they like; where it was is for who debugs them.
        log.debug("loading failed", exc_info=True)
        raise EngineError(
            f"The engine {settings.engine!r} cannot be loaded ({type(error).__name__}: {error})."
        ) from error


class Loading:
    """An engine on its way, in a thread that nobody has to wait for. Begins at once."""

    def __init__(self, load: Callable[[Told], Engine[Message, Message]]) -> None:
        self.share = 0.0
        """How much is loaded, 0 to 1, as far as the engine tells."""
        self._loop = asyncio.get_running_loop()
        self._engine: asyncio.Future[Engine[Message, Message]] = self._loop.create_future()
        self._load = load
        # A daemon: a program that is told to stop does not wait for minutes of reading weights.
        threading.Thread(target=self._run, name=THREAD, daemon=True).start()

    def told(self, share: float) -> None:
        """See EngineSettings.told."""
        self.share = min(1.0, max(self.share, share))

    async def done(self) -> None:
        """Returns once it is loaded. Raises ReelmeshError when that failed."""
        await asyncio.shield(self._engine)

    @property
    def engine(self) -> Engine[Message, Message] | None:
        """The engine once it is loaded, until then None. Raises ReelmeshError when it failed."""
        return self._engine.result() if self._engine.done() else None

    def _run(self) -> None:
        try:
            engine = self._load(self.told)
        except BaseException as error:  # noqa: BLE001 - whoever waits for it hears of it
            self._settle(self._engine.set_exception, error)
        else:
            self._settle(self._engine.set_result, engine)

    def _settle(self, settle: Callable[..., None], outcome: object) -> None:
        try:
            self._loop.call_soon_threadsafe(settle, outcome)
        except RuntimeError:
            # The program has stopped meanwhile.
            log.debug("loaded too late")


def leave(code: int) -> NoReturn:
    """End the program. A library that is still loading in its thread must not meet an
    interpreter that takes itself apart around it."""
    if any(thread.name == THREAD and thread.is_alive() for thread in threading.enumerate()):
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)
    sys.exit(code)
