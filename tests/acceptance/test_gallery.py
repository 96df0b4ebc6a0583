"""Proves that the gallery's page shows what was made and measured, that all it links to lies
beside it, and that a clip that fails is told and stops nothing."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

import pytest

from benchmarks.quality.lipsync import measure
from tests.acceptance.conftest import ROOT

GOOD = """\
- name: portrait
  title: Somebody speaks
  image: astronaut
  prompt: Slow push in, 100 % quiet & <calm>
  lines: ["Anna: The view is beautiful."]
  size: 320x180
- name: sea
  title: A sea
  prompt: Waves at sunset
  size: 180x320
  seconds: 2
"""
BAD = """\
- name: odd
  title: A sound nobody knows
  prompt: A field
  cues: [xylothrumble]
  size: 128x128
  seconds: 1
"""


@dataclass
class Made:
    """A gallery."""

    folder: Path
    code: int
    page: str

    def figures(self, name: str) -> dict[str, object]:
        entries = json.loads((self.folder / "gallery.json").read_text(encoding="utf-8"))["entries"]
        return next(cast("dict[str, object]", e["figures"]) for e in entries if e["name"] == name)


def run(folder: Path, specs: str, *options: str) -> Made:
    listed = folder.with_suffix(".yaml")
    listed.write_text(specs, encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.gallery", "--out", str(folder)]
    done = subprocess.run(
        [*command, "--specs", str(listed), *options],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return Made(folder, done.returncode, (folder / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(gateway: str, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("gallery") / "page"
    return run(folder, BAD + GOOD, "--gateway", gateway)


class Links(HTMLParser):
    """Everything a browser would fetch or follow, and what was opened but not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found += [value or "" for key, value in attrs if key in ("src", "href", "poster")]
        if tag not in ("meta", "img", "track"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def links(page: str) -> Links:
    found = Links()
    found.feed(page)
    return found


def test_a_clip_that_fails_is_shown_with_its_sentence_and_the_others_are_made(made: Made) -> None:
    assert made.code == 1
    assert "xylothrumble" in re.search(r'class="failure">([^<]*)<', made.page).group(1)  # type: ignore[union-attr]
    assert made.page.count("<video") == 2


def test_every_link_leads_to_a_file_beside_the_page(made: Made) -> None:
    found = links(made.page)
    assert not found.open
    files = [link for link in found.found if not link.startswith(("#", "data:text/vtt"))]
    endings = ("mp4", "poster.jpg", "sheet.jpg", "spectrogram.png", "en.vtt")
    assert {f"portrait.{ending}" for ending in endings} <= set(files)
    assert {"sea.mp4", "pictures/astronaut.jpg", "gallery.json"} <= set(files)
    for name in files:
        assert (made.folder / name).stat().st_size > 0, name


def test_the_page_runs_no_script_and_asks_nobody_for_anything(made: Made) -> None:
    assert "script" not in links(made.page).tags
    assert "://" not in made.page


def test_words_are_shown_as_written(made: Made) -> None:
    assert "100 % quiet &amp; &lt;calm&gt;" in made.page


def test_the_figures_are_those_of_the_files(made: Made) -> None:
    portrait, sea = made.figures("portrait"), made.figures("sea")
    assert (portrait["width"], portrait["height"]) == (320, 180)
    assert (sea["width"], sea["height"], sea["seconds"]) == (180, 320, 2.0)
    assert portrait["loudness_lufs"] == pytest.approx(-16, abs=1)
    sync, _, _ = measure(made.folder / "portrait.mp4")
    assert portrait["lips_ms"] == pytest.approx(sync.offset_ms)
    assert portrait["lips_correlation"] == pytest.approx(sync.correlation)
    assert sea["lips_ms"] is None
    assert cast("dict[str, float]", portrait["wrong_percent"])["en"] <= 60
    for shown in (f"{portrait['lips_correlation']:.2f}", "320×180", "2.00 s"):
        assert shown in made.page
    row = (made.folder / "table.md").read_text(encoding="utf-8").splitlines()[4]
    assert row.startswith("| sea | 180×320 | 2.0 |")


def test_subtitles_are_those_of_the_timeline(made: Made) -> None:
    text = (made.folder / "portrait.en.vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n")
    (cue,) = re.findall(r"^00:00:0\d\.\d{3} --> 00:00:0\d\.\d{3}\n(.*)$", text, re.M)
    assert cue == "Anna: The view is beautiful."


def test_the_page_is_drawn_anew_from_what_is_there(made: Made, tmp_path: Path) -> None:
    again = run(Path(shutil.copytree(made.folder, tmp_path / "page")), GOOD, "--page")
    assert again.code == 0
    assert again.page.count("<video") == 2
    assert "xylothrumble" not in again.page


@pytest.mark.parametrize(
    ("specs", "sentence"),
    [
        ("- {name: a, colour: red}", "'colour'"),
        ("- {name: A b}", "a-z, 0-9 and -"),
        ("[]", "a list of clips"),
        ("- {name: a, prompt: x}\n- {name: a, prompt: y}", "two clips have one name"),
    ],
)
def test_specs_that_cannot_be_meant_are_refused_with_the_entry(
    specs: str, sentence: str, tmp_path: Path
) -> None:
    listed = tmp_path / "specs.yaml"
    listed.write_text(specs, encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.gallery", "--specs", str(listed)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
