"""Finds what is said in a prompt: by whom, with what voice, in what manner. Stage directions
are never spoken; what stands on a sign is not dialogue."""

import re

from gateway.prompt import folk
from gateway.prompt.beside import aside_after, aside_before, is_line, is_sign
from gateway.prompt.cast import Cast
from gateway.prompt.labels import Label, find_labels
from gateway.prompt.manner import ASIDE, adverbs, han_name, manner_of, spoken
from gateway.prompt.people import Person, mentions, named
from gateway.prompt.quotes import Quote, find_quotes
from gateway.prompt.said import Speech, Told, parts
from gateway.prompt.strangers import stranger
from gateway.prompt.voices import introduced, voiced

_VERBS = "|".join(sorted("|".join(folk.SPEAK).split("|"), key=len, reverse=True))
_VERB = re.compile(rf"(?<![\w'-])(?:{_VERBS})(?![\w'-])", re.I)
_HAN_VERB = re.compile(folk.SPEAK_CHINESE)
_STRONG_TAIL = re.compile(
    r"^\s*(?:(?:\w+ly|again|back|aloud|under (?:his|her|their) breath|(?:her|his|their|the) (?:\w+ ){0,2}(?:words?|line|name)|out|that|to (?:the |a |her |his )?[\w ]{1,24}|"
    r"(?:over|across|from|into|through|behind|beside|near|at|above|below) (?:the |her |his |a )?[\w ]{2,36}|in an? [\w, -]{2,30}|with [\w ]{2,30}|as [\w ]{2,40})\s*,?\s*){0,3}[,:：—-]?\s*$",
    re.I,
)
_DOES = re.compile(r"(?:^|\s)[a-z]+(?:s|ed)(?:\s+\w+ly)?,$")
_DOES_AFTER = re.compile(
    r"^(?:he|she|it|they|the (?:[a-z]+ ){1,2}?|[A-Z]\w+)\s*\b(?P<does>[a-z]+(?:s|ed))\b"
)
_HAN_TAIL = re.compile(r"^(?:着|了|道|出|一?句|[^。！？\n“「]{0,10})[：:，,]?\s*$")
_ASIDES = re.compile(r"(?<=\w)[ \t]*[(（][^()（）\n.!?。！？]{1,40}[)）]")
"""What stands in brackets behind somebody: (old, weary voice), who is nobody else."""
_UTTERS = re.compile(
    r"\b(?:whisper|shout|scream|yell|murmur|sob|laugh|smil|grin|cry|trembl|sigh|giggl)(?:s|e?d|ing|ling)?\b"
    r"|颤抖|哭|笑|怒",
    re.I,
)
"""'A whisper behind her: …', 'the boy, trembling: …'"""
_CLAUSES = re.compile(r"[,，、]|\b(?:and|while|as|but|when|then)(?=[ \t]+(?:the|an?|another)[ \t])")
"""Between parts that each may have a subject: 'rain falls and a guard shouts'."""
_NOT_SAID = re.compile(
    r"(?:\b(?:not|never|without|nobody|no one|doesn't|didn't|don't)\b[^.,;]{0,20}|"
    r"没有?|不|别|从未)$",
    re.I,
)


def _gap(words: str, end: int) -> int:
    """How long the mark is that stands between two parts and ends at a place."""
    return next(
        (hit.end() - hit.start() for hit in _CLAUSES.finditer(words) if hit.end() == end), 1
    )


def find_speech(text: str) -> list[Speech]:
    """Everything in quotes or after a speaker's label, in order."""
    quotes = [one for one in find_quotes(text) if one.inner.strip()]
    if len(quotes) == 1 and quotes[0].inner.strip() == text.strip()[1:-1].strip():
        # Somebody put the whole prompt in quotes.
        return []
    labels = find_labels(_masked(text, quotes))
    return _Reader(text, quotes, labels).read()


def _masked(text: str, quotes: list[Quote]) -> str:
    for one in quotes:
        inner = re.sub(r"[^\n]", "x", text[one.start + 1 : one.end - 1])
        text = text[: one.start + 1] + inner + text[one.end - 1 :]
    return text


class _Reader:
    """One pass over a prompt's quotes and labels."""

    def __init__(self, text: str, quotes: list[Quote], labels: list[Label]) -> None:
        self.text, self.quotes, self.labels = text, quotes, labels
        self.cast = Cast(text)
        outside = self._outside()
        self.people = mentions(outside)
        self.last: Person | None = None
        """Who spoke last."""
        self.told_after: Told | None = None
        """Who spoke last, if that was told after the quote."""

    def _outside(self) -> str:
        text = self.text
        for one in self.quotes:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
        return _ASIDES.sub(lambda hit: " " * len(hit.group()), text)

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
            taken = max([taken, *(speech.end for speech in made if speech is not None)])
        return [part for speech in found for part in parts(speech)]

    def _tells(self, label: Label) -> bool:
        """Whether 'Dialogue: Anna says "Hi."' tells who speaks: its quote is found by itself."""
        inside = [one for one in self.quotes if label.content <= one.start < label.stop]
        lead = self.text[label.content : inside[0].start] if inside else ""
        return not label.name and bool(_VERB.search(lead) or _HAN_VERB.search(lead))

    def _before(self, place: int) -> list[Person]:
        return [one for one in self.people if one.end <= place]

    def _labelled(self, label: Label) -> list[Speech | None]:
        """The line after a label: its quote when it has one, else all of it."""
        words = self.text[label.content : label.stop]
        person = self._who(label)
        how = f"{label.how} {' '.join(ASIDE.findall(words))}"
        bare = ASIDE.sub(lambda hit: " " * len(hit.group()), words)
        lead = len(bare) - len(bare.lstrip())
        first = label.content + lead
        person = introduced(voiced(person, label.how), label.how)
        self.last = person
        quote = next((one for one in self.quotes if one.start == first), None)
        if quote is not None:
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

    def _who(self, label: Label) -> Person:
        if not label.name:
            return self.last or self._recent(label.start) or named("narrator")
        person = named(label.name, label.start, label.start)
        told = person.description or person.pronoun or person.gender
        article = re.match("(?:the|an?) ", self.text[label.start :], re.I)
        if (label.begin > label.start or article) and not told:
            person = stranger(f"the {label.name}", label.start) or person
        return self.cast.admit(person, self._before(label.start))

    def _recent(self, place: int) -> Person | None:
        """The last person the paragraph spoke of."""
        paragraph = self.text.rfind("\n\n", 0, place)
        near = [one for one in self._before(place) if one.start > paragraph]
        if not near:
            return None
        # Of the sentence that last spoke of somebody, whoever it begins with.
        start = max(self.text.rfind(sign, 0, near[-1].start) for sign in ".!?\n。！？")
        chosen = next(one for one in near if one.start > start)
        return self.cast.admit(chosen, [one for one in near if one.start < chosen.start])

    def _quoted(self, quote: Quote) -> Speech | None:
        before, after = self.text[: quote.start], self.text[quote.end :]
        words = spoken(quote.inner)
        if is_sign(before, after, quote.inner):
            return Speech(words, named("narrator"), 0, quote.start, quote.end, writing=True)  # type: ignore[arg-type]
        told = self._told_before(quote) or self._goes_on(quote) or self._told_after(quote)
        self.told_after = told if told and not self._told_before(quote) else None
        if told is None and not is_line(self.text, quote):
            return None
        if told is None:
            person = self._recent(quote.start) or self.last or named("narrator")
            told = Told(person)
        self.last = told.person
        aside, behind = aside_before(self.text, quote), aside_after(self.text, quote)
        manner = manner_of(f"{told.how} {aside} {behind} {' '.join(ASIDE.findall(quote.inner))}")
        person = voiced(told.person, f"{told.how} {behind}")
        start, end = quote.start - len(aside), quote.end + len(behind)
        return Speech(words, person, manner, start, end, told.note, False, told.place)

    def _goes_on(self, quote: Quote) -> Told | None:
        """'"Hello," says Anna, "how are you?"': the same line after a word on who speaks."""
        ends = [one.end for one in self.quotes if one.end <= quote.start]
        between = self.text[ends[-1] : quote.start].rstrip() if ends else ""
        return self.told_after if between and len(between) < 60 and between[-1] in ",，" else None

    def _told_before(self, quote: Quote) -> Told | None:
        """'A woman whispers to him, "…"': who and how, from the words before the quote."""
        floor = max([one.end for one in self.quotes if one.end <= quote.start], default=0)
        start = max(floor, quote.start - 160)
        window = self.text[start : quote.start]
        cut = [
            hit.end()
            for hit in re.finditer(r"(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)[.!?。！？;；\n]", window)
        ]
        window, start = (window[cut[-1] :], start + cut[-1]) if cut else (window, start)
        verbs = [hit for hit in _VERB.finditer(window) if _STRONG_TAIL.match(window[hit.end() :])]
        verbs = verbs or [
            hit for hit in _HAN_VERB.finditer(window) if _HAN_TAIL.match(window[hit.end() :])
        ]
        if not verbs:
            return self._introduced(window, start, quote)
        verb = verbs[0]
        bare = _ASIDES.sub(lambda hit: " " * len(hit.group()), window)
        said = not _NOT_SAID.search(window[: verb.start()])
        lead = window[verb.start() - adverbs(window[: verb.start()]) : verb.start()]
        how = re.split(r"[,，]|\band\b", lead)[-1] + window[verb.start() :]
        person = self._subject(bare[: verb.start()], start)
        if person is None and floor and self.last is not None:
            person = self._subject(window[verb.end() :], start + verb.end()) or self.last
        person = person or self._recent(start + verb.start()) or named("narrator")
        person = introduced(voiced(person, window), " ".join(_ASIDES.findall(window)))
        named_here = [one.end for one in self.people if one.end <= start + verb.start()]
        begins = max([start + verb.start() - len(lead), *named_here[-1:]])
        asides = [hit.start() for hit in _ASIDES.finditer(window) if hit.end() <= verb.start()]
        begins = min([begins, *(start + place for place in asides[-1:])])
        note = "" if said else "the prompt says that it is not said"
        return Told(person, how, (begins, quote.start), note)

    def _introduced(self, window: str, start: int, quote: Quote) -> Told | None:
        """'The mouse squeaks: "…"': whoever does what leads to a quote that is a line."""
        led = window.rstrip()
        after = len(led) < len(window) or window[-1:] in "：，"
        colon, comma = led[-1:] in (":", "："), bool(_DOES.search(led))
        if not (after and is_line(self.text, quote) and (colon or comma)):
            return None
        person = self._subject(led[:-1], start)
        utters = _UTTERS.search(led)
        how = utters.group() if utters else ""
        if person is None:
            return None
        person = introduced(voiced(person, led), " ".join(_ASIDES.findall(led)))
        return Told(person, how, (quote.start, quote.start))

    def _subject(self, words: str, offset: int) -> Person | None:
        """Who does what a clause says: the first person of its nearest part that has one."""
        place = offset + len(words)
        clauses = _CLAUSES.split(words)
        for number, part in enumerate(reversed(clauses)):
            start = place - len(part)
            inside = [one for one in self.people if start <= one.start < place]
            # A capital that only begins the sentence may be no name at all.
            sure = [
                one
                for one in inside
                if one.start > offset + 1 or one.noun or one.pronoun or one.gender
            ]
            chosen = (sure or inside)[:1]
            if chosen:
                return self.cast.admit(chosen[0], self._before(chosen[0].start))
            unknown = stranger(part, start) if number in (0, len(clauses) - 1) else None
            if unknown is not None:
                return self.cast.admit(unknown, [])
            bare = re.match(r"\s*[男女](?![\u4e00-\u9fff]?[人孩士生子])", part)
            name = bare.group().strip() if bare else han_name(part)
            if name:
                return self.cast.admit(named(name, start, start), [])
            place = start - _gap(words, start - offset)
        return None

    def _told_after(self, quote: Quote) -> Told | None:
        """'"…," says the old man softly': who and how, from the words after the quote."""
        tail = re.split(r"[.!?。！？\n“\"「;；]", self.text[quote.end : quote.end + 80])[0]
        lead = len(tail) - len(tail.lstrip(" ,，、—-"))
        words, start = tail[lead:], quote.end + lead
        verb = _VERB.search(words) or _HAN_VERB.search(words)
        if verb is None and quote.inner.rstrip()[-1:] == ",":
            verb = _DOES_AFTER.match(words)
        if verb is None or len(words[: verb.start()].split()) > 5 or verb.start() > 45:
            return None
        if re.match(r"[^，,]{0,6}[：:]", words[verb.end() :]):
            return None  # it tells who says the next quote
        if "," in words[: verb.start()] or "，" in words[: verb.start()]:
            return None
        inside = [one for one in self.people if start <= one.start < start + len(words)]
        subject = [one for one in inside if one.start < start + verb.start()] or inside
        following = re.match(r"\s*(?:the |an? |my |his |her )?[\w' -]{0,30}", words[verb.end() :])
        near = start + verb.end() + (len(following.group()) if following else 0)
        subject = [one for one in subject if one.start < near]
        if subject:
            person = self.cast.admit(subject[0], self._before(subject[0].start))
        elif name := han_name(words[: verb.start()]):
            person = self.cast.admit(named(name, start, start), [])
        elif unknown := stranger(words[: verb.start() or None], start) or stranger(
            words[verb.end() :], start + verb.end()
        ):
            person = self.cast.admit(unknown, [])
        elif re.match(r"it\b", words, re.I) and (it := self._recent(quote.start)):
            person = it
        else:
            return None
        how = re.split(r"[,，]\s*(?:and\b|then\b)", words)[0]
        return Told(person, how, (start, start + len(how)))
