"""What a text-to-audio model is told: the sounds in plain English, never what somebody says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.spec_pb2 import Music
from services.ambient import lexicon, scene
from services.ambient.hearing import Room, listen, tokens
from services.ambient.music.moods import MOODS
from services.ambient.scene import Part, Scene

SOUNDS: dict[str, str] = {
    "rain": "steady rain falling",
    "drizzle": "a light drizzle",
    "heavy rain": "heavy rain pouring down",
    "rain on roof": "rain drumming on a roof",
    "wind": "wind blowing in gusts",
    "storm": "a storm with heavy rain, howling wind and thunder",
    "thunder": "rolling thunder",
    "snow": "the hush of falling snow, a soft cold wind",
    "air": "quiet open air, a faint breeze",
    "surf": "ocean waves breaking on a beach",
    "lake": "water lapping gently at a shore",
    "stream": "a babbling stream",
    "waterfall": "a roaring waterfall",
    "cave": "water dripping in a cave",
    "underwater": "the deep rumble and bubbles under water",
    "fire": "a crackling wood fire",
    "birds": "birds singing",
    "gulls": "seagulls calling",
    "crickets": "crickets chirping at night",
    "cicadas": "cicadas buzzing in summer heat",
    "frogs": "frogs croaking",
    "leaves": "leaves rustling in the wind",
    "forest": "a forest with rustling leaves and birds",
    "crowd": "the murmur of a crowd",
    "cafe": "the murmur of a busy cafe, cups and saucers",
    "office": "an office with keyboards typing and a low hum",
    "room": "the quiet room tone of an empty room",
    "clock": "a clock ticking",
    "heartbeat": "a heart beating",
    "applause": "an audience applauding",
    "traffic": "city street traffic passing by",
    "train": "the inside of a train rolling over rail joints",
    "ship": "a wooden ship creaking, water along its hull",
    "engine": "an engine running",
    "car": "the inside of a car driving on a road",
    "airplane": "the cabin of an airplane in flight",
    "helicopter": "a helicopter hovering",
    "spaceship": "the deep hum of a spaceship's interior",
}
"""Each cue of the default engine in words."""

TOWARDS: dict[str, str] = {
    "thunder": "the air before a thunderstorm, a low wind",
    "surf": "the sea heard from a beach, wind and foam, no breaking waves",
}
"""What is left to the model of a sound whose moments the default engine places in time."""

ECHOES: dict[Room, str] = {
    "hall": "in a large echoing hall",
    "cave": "in an echoing cave",
}
PLAYED: dict[Music, str] = {
    Music.MUSIC_CALM: "Calm ambient instrumental, warm pads and soft piano, slow and peaceful",
    Music.MUSIC_JOYFUL: "Joyful light instrumental, plucked strings and bells, bright and bouncy",
    Music.MUSIC_SAD: "Sad instrumental, strings and a lonely piano, slow and sorrowful",
    Music.MUSIC_TENSE: "Tense cinematic underscore, low pulse and dark strings, suspense",
    Music.MUSIC_EPIC: "Epic orchestral instrumental, driving strings, brass and big drums, rising",
}
"""Each mood in words."""

WORDS_MAX = 60
"""Words of the prompt itself that are passed on; text encoders take about a hundred."""
_QUOTED = re.compile(
    r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|『[^』]*』|\"[^\"]*\"|(?<![\w])'[^'\n]{2,}'(?!\w)|"
    r"‘[^’\n]{2,}’(?!\w)"
)
_SCRIPT_LINE = re.compile(r"^\s*[\w .()（）-]{1,40}[:：].*$", re.MULTILINE)
_CLAUSE = re.compile(r"[,.;!?\n，。；！？、—]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPEAKING = frozenset(
    "say tell whisper shout speak talk sing ask answer reply yell murmur mutter cry scream sang"
    " said told spoke dialogue dialog voiceover narrator narrate song vocal lyric line".split()
)
_SEEING = frozenset(
    "camera zoom push pan tilt dolly tracking shot close-up closeup frame dissolve fade lens"
    " blurred background foreground cinematic".split()
)


@dataclass(frozen=True)
class Wording:
    """A request in words."""

    text: str
    unwanted: str
    """What shall not be heard."""


def known_cues(cues: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cues that the default engine knows, and those that only a model may understand."""
    known: list[str] = []
    free: list[str] = []
    for cue in cues:
        try:
            scene.compose([cue], "", [])
        except CallerError:
            free.append(cue)
        else:
            known.append(cue)
    return known, free


def own_words(cues: Sequence[str]) -> list[str]:
    """Cues that are no names of the default engine's: church bells are a room to it, and bells
    to a model. Chinese ones are left out."""
    plain = [_plain(cue) for cue in cues]
    return [cue for cue in plain if cue.lower() not in SOUNDS and not _HAN.search(cue)]


def of_place(heard: Scene, free: Sequence[str], prompt: str, placed: Sequence[str]) -> Wording:
    """The sounds of a place. free are cues in the caller's own words; placed are those that are
    laid over it in time by someone else."""
    sounds = [_described(part) for part in heard.parts if part.cue not in placed]
    sounds += [TOWARDS[cue] for cue in placed if cue in TOWARDS]
    sounds += free
    where = ECHOES.get(heard.room, "")
    named = ", ".join(dict.fromkeys(sounds)) + (f", {where}" if where else "")
    more = plain_words(prompt)
    text = f"Field recording of {named}." + (f" {more}." if more else "")
    people = {"crowd", "cafe", "applause"} & {part.cue for part in heard.parts}
    never = ["music", "singing", *([] if people else ["speech", "voices"]), "distortion"]
    ruled_out = sorted(listen(prompt).unwanted - {part.cue for part in heard.parts})
    never += [SOUNDS[cue] for cue in ruled_out if cue in SOUNDS]
    return Wording(text, ", ".join([*never, *placed]))


def of_music(mood: Music) -> Wording:
    """A mood as music that nobody sings to."""
    pace = round(MOODS[mood].beats_per_minute)
    text = f"{PLAYED[mood]}, {pace} BPM, background music without vocals."
    return Wording(text, "vocals, singing, speech, noise, distortion")


def plain_words(prompt: str) -> str:
    """The prompt's clauses about sounds and places: without speech, cameras and denials.

    Models mishear a no, so what is ruled out is never named here; Chinese is understood by the
    cues alone.
    """
    text = _SCRIPT_LINE.sub(".", _QUOTED.sub(".", prompt))
    kept: list[str] = []
    for clause in _CLAUSE.split(text):
        words = set(tokens(clause))
        denied = words & lexicon.NOT
        if clause.strip() and not (denied or words & (_SPEAKING | _SEEING) or _HAN.search(clause)):
            kept.append(" ".join(clause.split()))
    return " ".join(", ".join(dict.fromkeys(kept)).split()[:WORDS_MAX]).rstrip(",")


def _described(part: Part) -> str:
    words = SOUNDS.get(part.cue, part.cue)
    if part.muffled:
        return f"{words}, muffled, heard from indoors"
    return f"{words} far in the distance" if part.far else words


def _plain(cue: str) -> str:
    return " ".join(cue.replace("_", " ").split())
