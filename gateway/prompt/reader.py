"""Reads a prompt into shots, camera, moving world, sounds and dialogue, and tells what it
understood. The rules' side of what planner.py may ask a language model for."""

import re
from dataclasses import dataclass, field

from gateway import director
from gateway.prompt import cameras, form, gathered, held, scene, world
from gateway.prompt.found import Found
from gateway.prompt.rest import left_over
from gateway.prompt.screenplay import SLUG
from gateway.prompt.shape import flat
from gateway.prompt.shots import Cutting, Segment, begins, cut
from gateway.prompt.speech import Speech, find_speech
from gateway.prompt.unwanted import SPOKEN_ALL_THE_SAME, set_aside, unwanted
from reelmesh.v1.clip_service_pb2 import Understanding, Understood
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import (
    Line,
    Manner,
    Shot,
    Sound,
    Speaker,
    Transition,
)

LINES_MAX, SPEAKERS_MAX, CUES_MAX = 50, 20, 12
"""As Spec allows."""
ITEMS_MAX = 300
"""More things than this are not told one by one."""
NOTHING_SEEN = "…"
"""The scene of a prompt that only speaks."""
RULES = "rules"


@dataclass
class Reading:
    """What a prompt asks for, as the fields of a spec, and what was understood."""

    shots: list[Shot] = field(default_factory=list[Shot])
    """With scene, camera, motions, look, transition and seconds; never with an image."""
    painted: list[bool] = field(default_factory=list[bool])
    """Whether each shot shows another place than a picture that is given."""
    lines: list[Line] = field(default_factory=list[Line])
    speakers: list[Speaker] = field(default_factory=list[Speaker])
    sound: Sound = field(default_factory=Sound)
    told: Understanding = field(default_factory=lambda: Understanding(reader=RULES))
    seconds: float = 0.0
    """How long the whole clip is to be; 0 where nothing is said."""
    size: tuple[int, int] = (0, 0)
    """Width and height in pixels that the shape asked for has; zeros where nothing is said."""
    fps: int = 0
    """Frames per second; 0 where nothing is said."""


def read(prompt: str, given: bool = False, whole: bool = False) -> Reading:
    """Read a prompt. given: there is a picture for its first shot. whole: it is one shot,
    whatever it says of cuts."""
    return _Work(prompt, given, whole).reading


class _Work:
    """One prompt being read. Places are offsets into the prompt."""

    def __init__(self, prompt: str, given: bool, whole: bool) -> None:
        self.written, self.given = prompt, given
        self.prompt = prompt = flat(prompt)
        self.reading = Reading()
        self.items: list[tuple[int, Understood]] = []
        self.covered: list[tuple[int, int]] = []
        self.gone: list[tuple[int, int]] = []
        """What is no part of any scene: speech, camera, what is ruled out."""
        for one in set_aside(prompt):
            place = (one.start, one.end)
            self._item(one.kind, one.value, place, 0, one.note, used=False)
            self.gone.append(place)
        ruled = unwanted(self._without(self.gone))
        self.gone += [(one.start, one.end) for one in ruled]
        self.speeches = find_speech(self._without(self.gone))
        speaks = any(not (one.note or one.writing) for one in self.speeches)
        for one in ruled:
            no_line = one.kind == Kind.UNDERSTOOD_KIND_LINE
            note = SPOKEN_ALL_THE_SAME if speaks and no_line else ""
            self._item(one.kind, one.value, (one.start, one.end), 0, note, used=not note)
        self.gone += [(one.start, one.end) for one in self.speeches]
        over = self._spoken_over()
        self.cutting = Cutting([begins(over)]) if whole else cut(over)
        self._form()
        self._shots()
        self._speech()
        self.gone += [one.told for one in self.speeches if one.told[1]]
        self._scenes()
        labels = (*scene.LABEL.finditer(prompt), *SLUG.finditer(prompt))
        self.covered += [hit.span() for hit in labels]
        told = self.reading.told
        ordered = sorted(self.items, key=lambda pair: pair[0])
        told.items.extend(item for _, item in ordered[:ITEMS_MAX])
        told.not_understood.extend(left_over(prompt, self.covered))

    def _without(self, gone: list[tuple[int, int]]) -> str:
        """The prompt with some of it blanked, so that places stay."""
        signs = list(self.prompt)
        for start, end in gone:
            signs[start:end] = ("\n" if sign == "\n" else " " for sign in signs[start:end])
        return "".join(signs)

    def _spoken_over(self) -> str:
        """The prompt with each speech as a block that ends a sentence."""
        text = self._without(self.gone)
        for one in self.speeches:
            text = text[: one.start] + "x" * (one.end - one.start - 1) + "”" + text[one.end :]
        return text

    def _item(
        self,
        kind: Kind,
        value: str,
        place: tuple[int, int],
        shot: int,
        note: str = "",
        *,
        used: bool = True,
    ) -> None:
        start, end = place
        words = " ".join(self.written[start:end].split()).strip(" .,;:，。；：")
        item = Understood(kind=kind, value=value, words=words, shot=shot, used=used, note=note)
        self.items.append((start, item))
        self.covered.append((start, end))

    def _form(self) -> None:
        """The length, the shape and the rate that are asked for; of two the first."""
        plain = self._without(self.gone)
        several = len(self.cutting.segments) > 1
        # Among shots a length is a shot's.
        for one, seconds in form.lengths(plain[: self.cutting.head] if several else plain):
            self.reading.seconds = self.reading.seconds or seconds
            self._formed(one, seconds == self.reading.seconds)
        for one, size in form.shapes(plain):
            self.reading.size = self.reading.size if any(self.reading.size) else size
            self._formed(one, size == self.reading.size)
        for one, fps in form.rates(plain):
            self.reading.fps = self.reading.fps or fps
            self._formed(one, fps == self.reading.fps)

    def _formed(self, one: Found, first: bool) -> None:
        note = "" if first else "a clip has one, and this is not the first"
        self._item(one.kind, one.value, (one.start, one.end), 0, note, used=first)
        self.gone.append((one.start, one.end))

    def _shots(self) -> None:
        """Each segment's camera, moving world, looks and sounds; those of the head are for all."""
        cutting: Cutting = self.cutting
        plain = self._without(self.gone)
        if cutting.one_shot:
            self._item(Kind.UNDERSTOOD_KIND_SHOT, "one shot, not cut", cutting.one_shot, 0)
        head = plain[: cutting.head]
        common_moves = self._cameras(head, 0, 0)
        common = self._found(cameras.without(head, common_moves), 0, 0, not self.given)
        for number, segment in enumerate(cutting.segments, 1):
            text = plain[segment.start : segment.end]
            painted = not self.given or (number > 1 and held.is_elsewhere(text))
            self._mark(segment, number, painted)
            own = self._cameras(text, segment.start, number)
            seen = cameras.without(text, own)
            found = self._found(seen, segment.start, number, painted)
            shot = Shot(seconds=segment.seconds, transition=segment.transition)
            shot.camera.CopyFrom(cameras.camera(own or common_moves))
            shot.motions.extend(gathered.motions(common, found))
            look = gathered.look([*found, *common])
            if look.ByteSize():
                shot.look.CopyFrom(look)
            self.reading.shots.append(shot)
            self.reading.painted.append(painted)

    def _mark(self, segment: Segment, number: int, painted: bool) -> None:
        if len(self.cutting.segments) > 1:
            value = f"shot {number}" + (f", {segment.seconds:g} s" if segment.seconds else "")
            if self.given and number > 1:
                value += ", painted" if painted else ", the same picture"
            self._item(Kind.UNDERSTOOD_KIND_SHOT, value, segment.mark, number)
        if segment.transition:
            name = Transition.Name(segment.transition).removeprefix("TRANSITION_").lower()
            self._item(Kind.UNDERSTOOD_KIND_TRANSITION, name, segment.mark, number)

    def _cameras(self, text: str, offset: int, number: int) -> list[director.Move]:
        moves = director.moves(text)
        for one in cameras.told(text, moves):
            start, end = offset + one.start, offset + one.end
            kind = Kind.UNDERSTOOD_KIND_CAMERA
            self._item(kind, one.value, (start, end), number, one.note, used=one.used)
            self.gone.append((start, end))
        return moves

    def _found(self, text: str, offset: int, number: int, painted: bool) -> list[Found]:
        found = world.find(text, painted)
        for one in found:
            start, end = one.start + offset, one.end + offset
            self._item(one.kind, one.value, (start, end), number, one.note, used=one.used)
            if one.negated:
                self.gone.append((start, end))
            if one.music and not self.reading.sound.music:
                self.reading.sound.music = one.music
            cues = self.reading.sound.cues
            if one.cue == "silence":
                self.reading.sound.silent = True
            elif one.cue and one.cue not in cues and len(cues) < CUES_MAX:
                cues.append(one.cue)
        if self.reading.sound.silent:
            del self.reading.sound.cues[:]
        return found

    def _speech(self) -> None:
        several = len(self.cutting.segments) > 1
        seen: set[str] = set()
        for one in self.speeches:
            number = self._shot_at(one.start)
            if one.writing:
                note = "writing in the picture is not made"
                place = (one.start, one.end)
                kind = Kind.UNDERSTOOD_KIND_WRITING
                self._item(kind, one.text, place, number, note, used=False)
                continue
            self._said(one, number)
            if one.note or len(self.reading.lines) >= LINES_MAX:
                continue
            told = one.person.name or one.person.description
            if told and one.person.name not in seen and len(seen) < SPEAKERS_MAX:
                seen.add(one.person.name)
                self._speaker(one, number)
            line = Line(speaker=one.person.name, text=one.text, manner=one.manner)
            line.shot = number if several else 0
            self.reading.lines.append(line)

    def _said(self, one: Speech, number: int) -> None:
        who = one.person.name or "narrator"
        note = one.note
        if not note and len(self.reading.lines) >= LINES_MAX:
            note = f"a clip has at most {LINES_MAX} lines"
        kind = Kind.UNDERSTOOD_KIND_LINE
        place = (one.start, one.end)
        self._item(kind, f"{who}: {one.text}", place, number, note, used=not note)
        self.covered.append(one.told)
        if one.manner and not note:
            name = Manner.Name(one.manner).removeprefix("MANNER_").lower()
            place = one.told if one.told[1] else (one.start, one.end)
            self._item(Kind.UNDERSTOOD_KIND_MANNER, f"{who}: {name}", place, number)

    def _speaker(self, one: Speech, number: int) -> None:
        person = one.person
        self.reading.speakers.append(
            Speaker(name=person.name[:60], description=person.description[:100])
        )
        start, end = person.start, max(person.start, person.end)
        if end == start and person.name:
            name = re.escape(person.name)
            hit = re.search(rf"(?<!\w){name}(?!\w)|{name}", self.prompt, re.IGNORECASE)
            start, end = hit.span() if hit else (one.start, one.start)
        value = (person.name or "narrator") + (
            f": {person.description}" if person.description else ""
        )
        self._item(Kind.UNDERSTOOD_KIND_SPEAKER, value, (start, end), number)

    def _shot_at(self, place: int) -> int:
        before = [n for n, one in enumerate(self.cutting.segments, 1) if one.mark[0] <= place]
        return max(before, default=1)

    def _scenes(self) -> None:
        """What each shot shows: its words and those for all, without what is said or ruled out."""
        signs = list(self._without(self.gone))
        for start, end in self.gone:
            signs[start : min(end, start + 1)] = scene.GONE * min(end - start, 1)
        plain = "".join(signs)
        head = plain[: self.cutting.head]
        seen = NOTHING_SEEN
        for shot, segment in zip(self.reading.shots, self.cutting.segments, strict=True):
            own = plain[segment.start : segment.end]
            common = held.with_hour_of(head, own) if head.strip() else head
            shot.scene = scene.whole(f"{common}\n{own}") or seen
            # A shot in which only somebody speaks shows what the one before did.
            seen = shot.scene
