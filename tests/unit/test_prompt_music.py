"""Proves that music is asked for in words, by its mood, in English and Chinese."""

import pytest

from gateway.direct import direct
from gateway.prompt.reader import read
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import Music, Sound, Spec


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("a lake, soft piano music", Music.MUSIC_CALM),
        ("a lake at dawn, background music", Music.MUSIC_CALM),
        ("children run, upbeat music plays", Music.MUSIC_JOYFUL),
        ("she leaves; melancholic strings music", Music.MUSIC_SAD),
        ("a corridor, suspenseful soundtrack", Music.MUSIC_TENSE),
        ("an army marches, epic orchestral score", Music.MUSIC_EPIC),
        ("湖边，轻快的背景音乐", Music.MUSIC_JOYFUL),
        ("雪山，史诗配乐", Music.MUSIC_EPIC),
        ("a lake, no music", Music.MUSIC_UNSPECIFIED),
        ("湖边，没有音乐", Music.MUSIC_UNSPECIFIED),
        ("a lake", Music.MUSIC_UNSPECIFIED),
    ],
)
def test_music_is_asked_for_in_words_by_its_mood(prompt: str, mood: Music) -> None:
    assert read(prompt).sound.music == mood
    assert direct(Spec(prompt=prompt))[0].sound.music == mood


def test_music_that_is_given_wins_over_the_prompts() -> None:
    asked = Spec(prompt="a lake, epic music", sound=Sound(music=Music.MUSIC_CALM))
    spec, told = direct(asked)
    assert spec.sound.music == Music.MUSIC_CALM
    [item] = [one for one in told.items if one.kind == Kind.UNDERSTOOD_KIND_MUSIC]
    assert not item.used
