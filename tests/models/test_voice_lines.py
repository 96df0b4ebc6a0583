"""Proves how a line is cut and read for a text-to-speech model, and how letters' times become
sounds'."""

import pytest

from services.voice.models.bound import longest_s
from services.voice.models.languages import shortest
from services.voice.models.moments import unit_lengths
from services.voice.models.reading import Line, Readers
from services.voice.speech import Chunk, Unit
from services.voice.text import clean

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own


@pytest.fixture(scope="module")
def readers() -> Readers:
    return Readers()


def test_english_numbers_are_written_out_and_belong_to_the_written_word(readers: Readers) -> None:
    (line,), words = readers.lines(clean("He paid $3.50 in 1999."), "en", 200)
    assert line.said == "He paid three dollars and fifty cents in nineteen ninety-nine."
    assert len(words) == 5
    assert {line.owners[line.said.index(word)] for word in ("three", "fifty", "cents")} == {2}
    assert line.owners[line.said.index("ninety")] == 4


def test_sentences_and_long_clauses_are_spoken_apart(readers: Readers) -> None:
    text = "One thing, and another thing, and a third. And then?\n\nThe end"
    lines, _ = readers.lines(clean(text), "en", 30)
    assert [line.said for line in lines] == [
        "One thing, and another thing,",
        "and a third.",
        "And then?",
        "The end",
    ]
    pauses = [line.chunk.pause_s for line in lines]
    assert pauses[0] < pauses[1] < pauses[2]


def test_a_mandarin_line_is_given_as_written_with_the_sounds_of_its_words(
    readers: Readers,
) -> None:
    (line,), words = readers.lines(clean("今天很好，好吗？"), "zh", 60)
    assert line.said == "今天很好，好吗？"
    owned = {owner for owner in line.owners if owner >= 0}
    assert owned == {unit.word for unit in line.chunk.units if unit.word >= 0}
    assert owned == set(range(len(words)))


@pytest.mark.parametrize(
    ("text", "language", "sounds"),
    [("Größe, 3!", "de", "große,ə!"), ("Привет", "ru", "привет")],
)
def test_other_languages_are_read_letter_by_letter_and_no_word_is_lost(
    readers: Readers, text: str, language: str, sounds: str
) -> None:
    (line,), words = readers.lines(clean(text), language, 60)
    assert "".join(unit.symbol for unit in line.chunk.units).replace(" ", "") == sounds
    assert {unit.word for unit in line.chunk.units if unit.word >= 0} == set(range(len(words)))


def test_sounds_share_the_stretch_of_their_words_letters() -> None:
    units = [Unit("h", 0), Unit("ˈ", 0), Unit("A", 0), Unit(" "), Unit("b", 1)]
    line = Line("hey b", [0, 0, 0, -1, 1], Chunk(units))
    times = [(0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.7), (0.7, 0.8)]
    lengths = unit_lengths(line, times, 1.0)
    assert len(lengths) == len(units) + 2
    assert sum(lengths) == pytest.approx(1.0)
    assert lengths[0] == pytest.approx(0.1)
    assert lengths[1] + lengths[3] == pytest.approx(0.3)
    assert lengths[2] == 0  # a mark has no time of its own
    assert lengths[4] == pytest.approx(0.3)  # the pause before the next word
    assert lengths[5:] == pytest.approx([0.1, 0.2])


def test_without_the_time_of_a_word_nothing_is_told() -> None:
    line = Line("a b", [0, -1, 1], Chunk([Unit("a", 0), Unit(" "), Unit("b", 1)]))
    assert unit_lengths(line, [(0.0, 0.1), (0.1, 0.2), (0.0, 0.0)], 1.0) == []


@pytest.mark.parametrize(
    ("code", "tag"), [("eng", "en"), ("azj-script_latin", "azj"), ("cmn", "zh"), ("", "")]
)
def test_a_models_code_becomes_the_tag_of_clips(code: str, tag: str) -> None:
    assert shortest(code) == tag


def test_a_piece_is_given_about_three_times_of_what_it_takes() -> None:
    line = "The quick brown fox jumps over the lazy dog."
    assert longest_s(line) == pytest.approx(9, abs=0.1)  # plain speech takes three
    assert longest_s("今天天气很好") == pytest.approx(5.6)
