"""Draws index.html from the entries: one file, no scripts, nothing from outside the folder."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from benchmarks.gallery.figures import Figures, Row, Spoken, rows, signed, speed
from benchmarks.gallery.make import STAGES, Entry

STYLE = Path(__file__).with_name("style.css")
AI_LINE = "AI-generated · 由人工智能生成"
MISSED = ' class="missed"'
HAN = range(0x3400, 0xA000)
OVERVIEW = (
    "Clip", "Size", "Length", "Made in ÷ length", "LUFS", "dBTP", "Lips", "Words wrong", "Outside",
)  # fmt: skip


@dataclass
class Gallery:
    """Everything on the page."""

    date: str
    version: str
    machine: str
    entries: list[Entry] = field(default_factory=list[Entry])


def page(gallery: Gallery) -> str:
    """The whole of index.html."""
    made = [entry for entry in gallery.entries if entry.figures]
    style = STYLE.read_text(encoding="utf-8")
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Reelmesh gallery</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
    intro = [
        "<h1>Reelmesh gallery</h1>",
        f'<p><span class="label">{AI_LINE}</span></p>',
        f"<p>{len(made)} of {len(gallery.entries)} clips, each from a photograph or from words "
        "alone, made and measured one after another. What falls outside its aim is marked. All "
        'figures: <a href="gallery.json">gallery.json</a>.</p>',
        f'<p class="quiet">{text(gallery.date)} · Reelmesh {text(gallery.version)} · '
        f"{text(gallery.machine)}</p>",
        overview(gallery.entries),
    ]
    sections = [section(entry) for entry in gallery.entries]
    return head + "\n".join([*intro, *sections]) + "\n</body>\n</html>\n"


def overview(entries: Sequence[Entry]) -> str:
    """The clips in a table, each a link to its section."""
    head = "".join(f"<th>{name}</th>" for name in OVERVIEW)
    body = "\n".join(f"<tr>{''.join(cells(entry))}</tr>" for entry in entries)
    return f'<div class="wide"><table>\n<tr>{head}</tr>\n{body}\n</table></div>'


def cells(entry: Entry) -> Iterator[str]:
    """One row of the overview."""
    yield f'<td><a href="#{entry.name}">{text(entry.title)}</a></td>'
    if not entry.figures:
        yield f'<td class="missed" colspan="{len(OVERVIEW) - 1}">not made</td>'
        return
    missed = [row.name for row in rows(entry.figures) if row.missed]
    for value in brief(entry.figures):
        yield f'<td class="figure">{text(value)}</td>'
    yield f'<td class="missed">{text(", ".join(missed))}</td>' if missed else "<td>nothing</td>"


def brief(f: Figures) -> list[str]:
    """A clip's figures for one row, from its size on."""
    lips = ""
    if f.lips_ms is not None and f.lips_correlation is not None:
        lips = f"{f.lips_ms:+.0f} ms, {f.lips_correlation:.2f}".replace("-", "−")
    return [
        f"{f.width}×{f.height}",
        f"{f.seconds:.1f} s",
        f"{speed(f):.2f}",
        signed(f.loudness_lufs) if f.loudness_lufs is not None else "",
        signed(f.true_peak_dbtp) if f.true_peak_dbtp is not None else "",
        lips,
        ", ".join(f"{wrong:.0f} % ({lang})" for lang, wrong in (f.wrong_percent or {}).items()),
    ]


def section(entry: Entry) -> str:
    """One clip."""
    parts = [f'<section id="{entry.name}">', f"<h2>{text(entry.title)}</h2>"]
    if entry.failure:
        parts.append(f'<p class="failure">{text(entry.failure)}</p>')
    parts.append(f'<p class="prompt"{language(entry.prompt)}>{text(entry.prompt)}</p>')
    parts += given(entry)
    if "clip" in entry.files:
        upright = entry.figures is not None and entry.figures.height > entry.figures.width
        left = "\n".join([player(entry), *listen(entry)])
        right = table(rows(entry.figures)) if entry.figures else ""
        shape = "two upright" if upright else "two"
        parts.append(f'<div class="{shape}">\n<div>{left}</div>\n<div>{right}</div>\n</div>')
    parts += pictures(entry)
    parts += speech(entry.spoken)
    parts += background(entry)
    return "\n".join([*parts, "</section>"])


def given(entry: Entry) -> Iterator[str]:
    """The photographs it was made from."""
    if entry.photographs:
        images = "".join(
            f'<img src="{path}" alt="The photograph that was given" loading="lazy">'
            for path in entry.photographs
        )
        yield f'<div class="given">{images}</div>'


def player(entry: Entry) -> str:
    """The clip with its subtitles, its label and its files."""
    tracks = "".join(
        f'<track kind="subtitles" srclang="{track.language}" label="{track.language}" '
        f'src="{track.source}"{" default" if number == 0 else ""}>'
        for number, track in enumerate(entry.tracks)
    )
    size = (
        f' width="{entry.figures.width}" height="{entry.figures.height}"' if entry.figures else ""
    )
    files = {**entry.files, **{f"subtitles {t.language}": t.file for t in entry.tracks}}
    links = " · ".join(f'<a href="{path}">{text(name)}</a>' for name, path in files.items())
    return (
        f'<video controls playsinline preload="metadata" poster="{entry.files["poster"]}"{size} '
        f'src="{entry.files["clip"]}">{tracks}</video>\n'
        f'<p class="quiet"><span class="label">{AI_LINE}</span> {links}</p>'
    )


def listen(entry: Entry) -> Iterator[str]:
    """The stems, and the preview."""
    for name, path in entry.files.items():
        if path.endswith(".flac"):
            yield f'<p class="quiet">{text(name)}</p>'
            yield f'<audio controls preload="none" src="{path}"></audio>'
    if "preview" in entry.files:
        yield f'<img src="{entry.files["preview"]}" alt="Animated preview" loading="lazy">'


def pictures(entry: Entry) -> Iterator[str]:
    """What was drawn of the clip."""
    for key, what in (("sheet", "Frames of the clip"), ("spectrogram", "Spectrogram of its sound")):
        if key in entry.files:
            path = entry.files[key]
            yield f"<h3>{what}</h3>"
            yield f'<a href="{path}"><img src="{path}" alt="{what}" loading="lazy"></a>'


def table(found: Sequence[Row]) -> str:
    """Figures with their aims."""
    body = "\n".join(
        f"<tr{MISSED if row.missed else ''}><td>{text(row.name)}</td>"
        f'<td class="figure">{text(row.value)}</td><td class="aim">{text(row.aim)}</td></tr>'
        for row in found
    )
    head = "<tr><th>Measured</th><th></th><th>Aim</th></tr>"
    return f'<div class="wide"><table>\n{head}\n{body}\n</table></div>'


def speech(spoken: Sequence[Spoken]) -> Iterator[str]:
    """Who says what, and what was heard of it."""
    if not spoken:
        return
    body = "\n".join(
        f'<tr><td class="figure">{line.start_seconds:.1f}–{line.end_seconds:.1f} s</td>'
        f"<td>{text(line.speaker or 'narrator')} ({text(line.voice)}"
        f"{'' if line.seen else ', not seen'})</td>"
        f"<td{language(line.text)}>{text(line.text)}</td>"
        f'<td class="quiet"{language(line.text)}>{text(line.heard or "")}</td></tr>'
        for line in spoken
    )
    head = "<tr><th>Time</th><th>Who</th><th>Said</th><th>Heard by the recogniser</th></tr>"
    yield f'<h3>Speech</h3>\n<div class="wide"><table>\n{head}\n{body}\n</table></div>'


def background(entry: Entry) -> Iterator[str]:
    """How it came to be."""
    yield from listed("Notes", entry.notes)
    yield from listed("Not understood", entry.not_understood)
    seconds = [f"{name} {entry.stages[name]:.2f} s" for name in STAGES if name in entry.stages]
    lists = [
        *listed("Understood", entry.understood),
        *listed("Understood, but not used", entry.unused),
        *listed("How the picture was made", entry.methods),
        *listed("Seconds the engines ran", seconds),
        *listed("Engines", entry.engines),
    ]
    code = "".join(f"<pre>{text(one)}</pre>" for one in (entry.command, entry.storyboard) if one)
    inside = "\n".join([*lists, code])
    yield f"<details><summary>How it was asked for and understood</summary>\n{inside}\n</details>"


def listed(title: str, items: Iterable[str]) -> list[str]:
    """A title and its items; nothing when there are none."""
    found = "".join(f"<li{language(item)}>{text(item)}</li>" for item in items)
    return [f"<h3>{title}</h3>\n<ul>{found}</ul>"] if found else []


def text(plain: str) -> str:
    """Safe between and within tags."""
    return escape(plain, quote=True)


def language(plain: str) -> str:
    """The lang attribute of Chinese words."""
    return ' lang="zh"' if any(ord(character) in HAN for character in plain) else ""
