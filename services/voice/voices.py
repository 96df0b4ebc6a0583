"""The cast: every voice, what makes it, and who must not play beside whom."""

from dataclasses import dataclass

from reelmesh.v1.engine_pb2 import Voice
from services.voice.timbre import Timbre

PLAIN = Timbre()


@dataclass(frozen=True)
class Role:
    """A voice and how it is made."""

    id: str
    name: str
    gender: str
    description: str
    model: str
    """hibari, kokoro or espeak."""
    languages: tuple[str, ...]
    characters_per_second: float
    """Measured by benchmarks/quality/voices.py, in the first language."""
    style: str = ""
    """Kokoro's style vector, or espeak-ng's variant."""
    timbre: Timbre = PLAIN
    tempo: float = 1.0
    group: str = ""

    def voice(self) -> Voice:
        """The role as capabilities list it."""
        return Voice(
            id=self.id,
            name=self.name,
            languages=self.languages,
            gender=self.gender,
            description=self.description,
            characters_per_second=self.characters_per_second,
            group=self.group or self.id,
        )


# The most distinct first, women and men in turn; quick hibari voices lead in English.
CAST: tuple[Role, ...] = (
    Role("heart", "Heart", "female", "warm and clear, American", "hibari", ("en",), 19.9),
    Role(
        "miles", "Miles", "male", "calm and low, American", "hibari", ("en",), 19.9,
        timbre=Timbre(pitch=0.58, melody=1.0, tract=0.87), group="low-men",
    ),
    Role(
        "lily", "Lily", "female", "young and bright, American", "hibari", ("en",), 20.5,
        timbre=Timbre(pitch=1.24, melody=1.1, tract=1.12), tempo=1.03,
    ),
    Role(
        "yun", "Yun", "male", "deep and calm, like a newsreader", "kokoro", ("zh", "en"), 5.6,
        style="zm_yunyang", tempo=0.9,
    ),
    Role(
        "grace", "Grace", "female", "older and measured, American", "hibari", ("en",), 17.8,
        timbre=Timbre(pitch=0.95, melody=0.8, tract=0.88), tempo=0.88,
    ),
    Role(
        "theo", "Theo", "male", "young and light, American", "hibari", ("en",), 20.9,
        timbre=Timbre(pitch=0.72, melody=1.1, tract=0.92), tempo=1.05,
    ),
    Role(
        "mei", "Mei", "female", "clear and friendly", "kokoro", ("zh", "en"), 4.8,
        style="zf_xiaobei",
    ),
    Role(
        "bruno", "Bruno", "male", "very deep and slow, American", "hibari", ("en",), 18.6,
        timbre=Timbre(pitch=0.48, melody=0.9, tract=0.83), tempo=0.92, group="low-men",
    ),
    Role(
        "gang", "Gang", "male", "firm, in middle age", "kokoro", ("zh", "en"), 5.1,
        style="zm_yunjian", tempo=0.9,
    ),
    Role(
        "hua", "Hua", "female", "warm and grown-up", "kokoro", ("zh", "en"), 5.3,
        style="zf_xiaoxiao", tempo=0.93,
    ),
    Role(
        "feng", "Feng", "male", "young and brisk", "kokoro", ("zh", "en"), 5.6,
        style="zm_yunxi", tempo=0.9,
    ),
    Role(
        "ling", "Ling", "female", "light and lively", "kokoro", ("zh", "en"), 4.8,
        style="zf_xiaoyi+zf_xiaobei",
    ),
)  # fmt: skip

ESPEAK = (
    Role("espeak-f", "eSpeak (f)", "female", "synthetic, many languages", "espeak", (), 14.0, "f2"),
    Role("espeak-m", "eSpeak (m)", "male", "synthetic, many languages", "espeak", (), 14.0, "m3"),
)


def primary(language: str) -> str:
    """The language a BCP 47 tag is about: zh for zh-Hans-CN and for cmn."""
    tag = language.replace("_", "-").split("-")[0].lower()
    return "zh" if tag == "cmn" else tag
