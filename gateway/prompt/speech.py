"""Finds what is said in a prompt: by whom, with what voice, in what manner. Stage directions
are never spoken; what stands on a sign is not dialogue."""

import re

from gateway.prompt.beside import aside_after, aside_before, is_line, is_sign
from gateway.prompt.labels import Label, find_labels
from gateway.prompt.manner import ASIDE, manner_of, spoken
from gateway.prompt.people import Person, mentions, named
from gateway.prompt.quotes import Quote, find_quotes
from gateway.prompt.said import Speech, Told, parts
from gateway.prompt.strangers import stranger
from gateway.prompt.teller import Teller
from gateway.prompt.unquoted import HAN_VERB, VERB, find_unquoted
from gateway.prompt.voices import introduced, is_voice, voiced

_NARRATES = re.compile("voice|narrat|announce|旁白|解说|画外音", re.IGNORECASE)
_VOICE = re.compile(r"(?:an? |the )?(?P<whose>[\w-]+(?:,? [\w-]+){0,3}) voice", re.I)
"""'Deep male voice:' is nobody's name."""


def find_speech(text: str) -> list[Speech]:
    """Everything in quotes or after a speaker's label, in order."""
    quotes = [one for one in find_quotes(text) if one.inner.strip()]
    if len(quotes) == 1 and quotes[0].inner.strip() == text.strip()[1:-1].strip():
        # Somebody put the whole prompt in quotes.
        return []
    quotes = sorted([*quotes, *find_unquoted(_masked(text, quotes))], key=lambda one: one.start)
    labels = find_labels(_masked(text, quotes))
    return _Reader(text, quotes, labels).read()


def _masked(text: str, quotes: list[Quote]) -> str:
    for one in quotes:
        inner = re.sub(r"[^\n]", "x", text[one.start + 1 : one.end - 1])
        text = text[: one.start + 1] + inner + text[one.end - 1 :]
    return text


def _is_told(told: Told, before: str) -> bool:
    """Whether words without quotes have somebody to say them: 'the wind whispers: …' has not."""
    return told.person.noun != "narrator" or _NARRATES.search(before[-80:]) is not None


class _Reader:
    """One pass over a prompt's quotes and labels."""

    def __init__(self, text: str, quotes: list[Quote], labels: list[Label]) -> None:
        self.text, self.quotes, self.labels = text, quotes, labels
        self.teller = Teller(text, quotes)
        self.spoken: list[Person] = []
        self.told_after: Told | None = None
        """Who spoke last, if that was told after the quote."""

    def read(self) -> list[Speech]:
        found: list[Speech] = []
        taken = 0
        by_place = [(one.start, one) for one in (*self.quotes, *self.labels)]
        for _, one in sorted(by_place, key=lambda pair: pair[0]):
            if one.start < taken:
                continue
            if isinstance(one, Label) and self._tells(one):
                continue
            made = self._labelled(one) if isinstance(one, Label) else [self._quoted(one)]
            found += [speech for speech in made if speech is not None]
            self.spoken += [speech.person for speech in made if speech and not speech.writing]
            taken = max([taken, *(speech.end for speech in made if speech is not None)])
        return [part for speech in found for part in parts(speech)]

    def _tells(self, label: Label) -> bool:
        """Whether 'Dialogue: Anna says "Hi."' tells who speaks: its quote is found by itself."""
        inside = [one for one in self.quotes if label.content <= one.start < label.stop]
        lead = self.text[label.content : inside[0].start] if inside else ""
        return not label.name and bool(VERB.search(lead) or HAN_VERB.search(lead))

    def _labelled(self, label: Label) -> list[Speech | None]:
        """The line after a label: its quote when it has one, else all of it."""
        words = self.text[label.content : label.stop]
        person = self._who(label)
        how = f"{label.how} {' '.join(ASIDE.findall(words))}"
        bare = ASIDE.sub(lambda hit: " " * len(hit.group()), words)
        lead = len(bare) - len(bare.lstrip())
        first = label.content + lead
        person = introduced(voiced(person, label.how), label.how)
        self.teller.last = person
        quote = next((one for one in self.quotes if one.start == first), None)
        if quote is not None and (quote.marked or not self._all_said(label, person)):
            words = quote.inner
            made = Speech(
                spoken(words),
                person,
                manner_of(
                    f"{how} {' '.join(ASIDE.findall(words))} {aside_after(self.text, quote)}"
                ),
                label.begin,
                quote.end + len(aside_after(self.text, quote)),
            )
        else:
            made = Speech(spoken(words), person, manner_of(how), label.begin, label.stop)
        return [made]

    def _all_said(self, label: Label, person: Person) -> bool:
        """Whether all behind a label is said: where it begins one of several lines, or is the
        narrator's."""
        begins = not self.text[: label.start].rpartition("\n")[2].strip()
        return not label.name or person.noun == "narrator" or (begins and "\n" in self.text)

    def _who(self, label: Label) -> Person:
        if not label.name:
            return self.teller.last or self.teller.recent(label.start) or named("narrator")
        name = label.name
        if voice := _VOICE.fullmatch(name):
            whose = voice["whose"]
            if all(map(is_voice, whose.replace(",", " ").split())):
                return introduced(voiced(named("narrator"), name), name)
            name = name if mentions(whose) else whose
        person = self.teller.ones.get(label.start) or named(name, label.start, label.start)
        told = person.description or person.pronoun or person.gender
        article = re.match("(?:the|an?) ", self.text[label.start :], re.I)
        if (label.begin > label.start or article) and not told:
            person = stranger(f"the {label.name}", label.start) or person
        return self.teller.cast.admit(person, self.teller.before(label.start))

    def _quoted(self, quote: Quote) -> Speech | None:
        before, after = self.text[: quote.start], self.text[quote.end :]
        words = spoken(quote.inner)
        if is_sign(before, after, quote.inner):
            return Speech(words, named("narrator"), 0, quote.start, quote.end, writing=True)  # type: ignore[arg-type]
        before_it = self.teller.told_before(quote)
        told = before_it or self._goes_on(quote) or self.teller.told_after(quote)
        self.told_after = None if before_it else told
        if told is None and not is_line(self.text, quote):
            return None
        if told is not None and not quote.marked and (told.note or not _is_told(told, before)):
            return None
        if told is None:
            person = (
                self._answers(quote)
                or self.teller.recent(quote.start)
                or self.teller.last
                or named("narrator")
            )
            told = Told(person)
        self.teller.last = told.person
        aside, behind = aside_before(self.text, quote), aside_after(self.text, quote)
        manner = manner_of(f"{told.how} {aside} {behind} {' '.join(ASIDE.findall(quote.inner))}")
        person = voiced(told.person, f"{told.how} {behind}")
        start, end = quote.start - len(aside), quote.end + len(behind)
        return Speech(words, person, manner, start, end, told.note, False, told.place)

    def _answers(self, quote: Quote) -> Person | None:
        """Who answers in '"Ready?" "Ready."': the other one who spoke before."""
        ends = [one.end for one in self.quotes if one.end <= quote.start]
        between = self.text[ends[-1] : quote.start] if ends else "x"
        if between.strip(" \n-–—") or self.teller.last is None:
            return None
        last = self.teller.last.name
        return next((one for one in reversed(self.spoken) if one.name != last), None)

    def _goes_on(self, quote: Quote) -> Told | None:
        """'"Hello," says Anna, "how are you?"': the same line after a word on who speaks."""
        ends = [one.end for one in self.quotes if one.end <= quote.start]
        between = self.text[ends[-1] : quote.start].rstrip() if ends else ""
        return self.told_after if between and len(between) < 60 and between[-1] in ",，" else None
