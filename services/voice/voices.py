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
    british: bool = False
    """Whether its English is read with the British lexicon."""
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


# The order in which voices are given to who has no wish: quick hibari ones for the first woman and
# the first man of a dialogue, then whom they are least like. Those of one group have a likeness
# above 0.85 with another of it (benchmarks/quality/voices_likeness.json; yun and gang 0.84, 0.86).
CAST: tuple[Role, ...] = (
    Role("heart", "Heart", "female", "warm and clear, American", "hibari", ("en",), 19.9),
    Role(
        "miles", "Miles", "male", "calm and low, American", "hibari", ("en",), 19.9,
        timbre=Timbre(pitch=0.58, melody=1.0, tract=0.87), group="hibari-men",
    ),
    Role(
        "river", "River", "female", "even and relaxed, American", "kokoro", ("en",), 20.8,
        style="af_river",
    ),
    Role(
        "michael", "Michael", "male", "friendly, in middle age, American", "kokoro", ("en",), 18.6,
        style="am_michael",
    ),
    Role(
        "lily", "Lily", "female", "young and bright, American", "hibari", ("en",), 20.5,
        timbre=Timbre(pitch=1.24, melody=1.1, tract=1.12), tempo=1.03,
    ),
    Role(
        "onyx", "Onyx", "male", "very deep and slow, American", "kokoro", ("en",), 16.6,
        style="am_onyx",
    ),
    Role(
        "emma", "Emma", "female", "composed and clear, British", "kokoro", ("en",), 20.7,
        style="bf_emma", british=True,
    ),
    Role(
        "george", "George", "male", "careful and clear, British", "kokoro", ("en",), 16.8,
        style="bm_george", british=True,
    ),
    Role(
        "grace", "Grace", "female", "older and measured, American", "hibari", ("en",), 17.8,
        timbre=Timbre(pitch=0.95, melody=0.8, tract=0.88), tempo=0.88,
    ),
    Role(
        "walter", "Walter", "male", "older and hearty, American", "kokoro", ("en",), 18.3,
        style="am_santa+am_michael",
    ),
    Role(
        "theo", "Theo", "male", "young and light, American", "hibari", ("en",), 20.9,
        timbre=Timbre(pitch=0.72, melody=1.1, tract=0.92), tempo=1.05, group="hibari-men",
    ),
    Role(
        "bruno", "Bruno", "male", "deep and slow, American", "hibari", ("en",), 18.6,
        timbre=Timbre(pitch=0.48, melody=0.9, tract=0.83), tempo=0.92, group="hibari-men",
    ),
    Role(
        "yun", "Yun", "male", "deep and calm, like a newsreader", "kokoro", ("zh", "en"), 5.6,
        style="zm_yunyang", tempo=0.9, group="mandarin-men",
    ),
    Role(
        "mei", "Mei", "female", "clear and friendly", "kokoro", ("zh",), 4.8,
        style="zf_xiaobei", group="mandarin-women",
    ),
    Role(
        "feng", "Feng", "male", "young and brisk", "kokoro", ("zh", "en"), 5.6,
        style="zm_yunxi", tempo=0.9,
    ),
    Role(
        "ling", "Ling", "female", "light and lively", "kokoro", ("zh", "en"), 4.8,
        style="zf_xiaoyi+zf_xiaobei",
    ),
    Role(
        "gang", "Gang", "male", "firm, in middle age", "kokoro", ("zh", "en"), 5.1,
        style="zm_yunjian", tempo=0.9, group="mandarin-men",
    ),
    Role(
        "hua", "Hua", "female", "warm and grown-up", "kokoro", ("zh",), 5.3,
        style="zf_xiaoxiao", tempo=0.93, group="mandarin-women",
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
