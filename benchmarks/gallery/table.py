"""The gallery's figures as a Markdown table, for docs/quality.md."""

from collections.abc import Sequence

from benchmarks.gallery.figures import Figures, rows, signed, speed
from benchmarks.gallery.make import Entry

HEAD = (
    "clip", "size", "s", "made in ÷ length", "core-s a second", "LUFS", "dBTP",
    "lips by loudness", "by phonemes", "wrong words", "outside its aim",
)  # fmt: skip


def table(entries: Sequence[Entry]) -> str:
    """A row a clip."""
    lines = [row(HEAD), row(["---"] * len(HEAD))]
    for entry in entries:
        if entry.figures:
            lines.append(row([entry.name, *cells(entry.figures)]))
        else:
            lines.append(row([entry.name, *[""] * (len(HEAD) - 2), "not made"]))
    return "\n".join(lines) + "\n"


def row(values: Sequence[str]) -> str:
    """One row of Markdown."""
    return f"| {' | '.join(values)} |"


def cells(f: Figures) -> list[str]:
    """A clip's figures."""
    wrong = (f"{percent:.0f} % {language}" for language, percent in (f.wrong_percent or {}).items())
    missed = [one.name.lower() for one in rows(f) if one.missed]
    return [
        f"{f.width}×{f.height}",
        f"{f.seconds:.1f}",
        f"{speed(f):.2f}",
        f"{f.core_seconds / f.seconds:.2f}" if f.core_seconds is not None else "",
        signed(f.loudness_lufs) if f.loudness_lufs is not None else "",
        signed(f.true_peak_dbtp) if f.true_peak_dbtp is not None else "",
        sync(f.lips_ms, f.lips_correlation),
        sync(f.phones_ms, f.phones_correlation),
        ", ".join(wrong),
        ", ".join(missed),
    ]


def sync(offset_ms: float | None, correlation: float | None) -> str:
    """−14 ms, 0.58; empty where there is nothing to compare."""
    if offset_ms is None or correlation is None:
        return ""
    return f"{offset_ms:+.0f} ms, {correlation:.2f}".replace("-", "−")
