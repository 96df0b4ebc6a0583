"""Tells who says a quote, and how, by the words before it, after it, or about it."""

import re
from dataclasses import replace

from gateway.prompt import folk
from gateway.prompt.beside import is_line
from gateway.prompt.cast import Cast
from gateway.prompt.manner import adverbs, han_name, manner_of
from gateway.prompt.ones import ones
from gateway.prompt.people import Person, mentions, named
from gateway.prompt.quotes import Quote
from gateway.prompt.said import Told
from gateway.prompt.strangers import acting, stranger
from gateway.prompt.unquoted import HAN_VERB, VERB, leads
from gateway.prompt.voices import introduced, voiced

_DOES = re.compile(r"(?:^|\s)[a-z]+(?:s|ed)(?:\s+\w+ly)?,$")
_DOES_AFTER = re.compile(
    r"^(?:he|she|it|they|the (?:[a-z]+ ){1,2}?|[A-Z]\w+)\s*\b(?P<does>[a-z]+(?:s|ed))\b"
)
_HAN_BEGINS = re.compile(r"[他她它]|[\u4e00-\u9fff]{1,4}[^，]{1,14}，")
_HAN_ENDS = re.compile(r"(?:着|了|道)?\s*$")
"""“别怕。”他握住她的手，低声说道。"""
_WHO = re.compile(r",?\s+(?:who|that|which)\b")
_IT = re.compile(r"\bit\s*$", re.I)
_HAN_DOER = re.compile(
    r"(?:^|(?<=[。！？；：，\n]))(?:[一那这][只个位名条匹头])?(?P<who>(?![他她它我你])[\u4e00-\u9fff]{2,6}?)"
    r"(?=从|在|把|正|缓缓|慢慢|坐|站|走|跑|拿|举|抬|戴着?|穿着?|抱着?|推开|打开|拿着|叼着|趴|蹲|躺)"
)
_HAN_ACTS = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,4}?)(?:拉|抱|牵|扶|看|指|推|搂|背|望|盯|摸)着")
"""小童拉着母亲的衣袖：the first of them speaks."""
_KIND = re.compile(folk.KINDS)
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


class Teller:
    """Everybody whom a prompt speaks of, and who of them says its quotes."""

    def __init__(self, text: str, quotes: list[Quote]) -> None:
        self.text, self.quotes = text, quotes
        self.cast = Cast(text)
        outside = self._outside()
        told = ones(outside)
        known = [one for one in mentions(outside) if not any(map(one.within, told))]
        self.people = sorted([*known, *told], key=lambda one: one.start)
        self.ones = {one.start: one for one in told}
        self.last: Person | None = None
        """Who spoke last."""

    def _outside(self) -> str:
        text = self.text
        for one in self.quotes:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
        return _ASIDES.sub(lambda hit: " " * len(hit.group()), text)

    def before(self, place: int) -> list[Person]:
        return [one for one in self.people if one.end <= place]

    def recent(self, place: int) -> Person | None:
        """The last person the paragraph spoke of."""
        paragraph = self.text.rfind("\n\n", 0, place)
        near = [one for one in self.before(place) if one.start > paragraph]
        if self.last is not None:
            near = [one for one in near if one.noun != "voice"]
        if not near:
            return None
        # Of the sentence that last spoke of somebody, whoever it begins with.
        start = max(self.text.rfind(sign, 0, near[-1].start) for sign in ".!?\n。！？")
        chosen = next(one for one in near if one.start > start)
        return self.cast.admit(chosen, [one for one in near if one.start < chosen.start])

    def told_before(self, quote: Quote) -> Told | None:
        """'A woman whispers to him, "…"': who and how, from the words before the quote."""
        floor = max([one.end for one in self.quotes if one.end <= quote.start], default=0)
        start = max(floor, quote.start - 160)
        window = self.text[start : quote.start]
        cut = [
            hit.end()
            for hit in re.finditer(r"(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)[.!?。！？;；\n]", window)
        ]
        window, start = (window[cut[-1] :], start + cut[-1]) if cut else (window, start)
        verbs = [hit for hit in VERB.finditer(window) if leads(hit.group(), window[hit.end() :])]
        verbs = verbs or [
            hit
            for hit in HAN_VERB.finditer(window)
            if _HAN_TAIL.match(window[hit.end() :])
            and not self._names(start + hit.start(), start + hit.end())
        ]
        if not verbs:
            return self._introduced(window, start, quote)
        verb = verbs[0]
        bare = _ASIDES.sub(lambda hit: " " * len(hit.group()), window)
        said = not _NOT_SAID.search(window[: verb.start()])
        lead = window[verb.start() - adverbs(window[: verb.start()]) : verb.start()]
        how = re.split(r"[,，]|\band\b", lead)[-1] + window[verb.start() :]
        person = self._subject(bare[: verb.start()], start)
        if person is None and _IT.search(bare[: verb.start()]):
            person = self._it(start + verb.start())
        if person is None and floor and self.last is not None:
            person = self._subject(window[verb.end() :], start + verb.end()) or self.last
        person = person or self.recent(start + verb.start()) or self._doer(start + verb.start())
        person = introduced(voiced(person, window), " ".join(_ASIDES.findall(window)))
        named_here = [one.end for one in self.people if one.end <= start + verb.start()]
        begins = max([start + verb.start() - len(lead), *named_here[-1:]])
        ends = {one.end - start for one in self.people}
        asides = [
            hit.start()
            for hit in _ASIDES.finditer(window)
            if hit.end() <= verb.start() and not ends.isdisjoint((hit.start(), hit.start() - 1))
        ]
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
        if _KIND.fullmatch(led[:-1].strip().lower()):
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
            if part.strip().lower() in folk.LINE_LABELS:
                place = start - _gap(words, start - offset)
                continue
            lead = part.rfind(":") + 1
            # 'Claymation: a teapot says': what stands before a colon is no name here.
            inside = [
                one
                for one in self.people
                if start <= one.start < place and (one.noun or one.start >= start + lead)
            ]
            # A capital that only begins the sentence may be no name at all.
            sure = [
                one
                for one in inside
                if one.start > offset + 1 or one.noun or one.pronoun or one.gender
            ]
            chosen = (sure or inside)[:1]
            first = chosen and number == len(clauses) - 1
            doer = acting(part[lead:], start + lead) if first else None
            if first and (han := _HAN_ACTS.match(part)) and start + han.end() <= chosen[0].start:
                return self.cast.admit(named(han["who"], start, start), [])
            if doer and doer.end < chosen[0].start and not _WHO.match(self.text, chosen[0].end):
                return self.cast.admit(doer, [])
            if chosen:
                return self.cast.admit(chosen[0], self.before(chosen[0].start))
            unknown = None
            if number in (0, len(clauses) - 1):
                unknown = stranger(part[lead:], start + lead)
            if unknown is not None:
                return self.cast.admit(unknown, [])
            bare = re.match(r"\s*[男女](?![\u4e00-\u9fff]?[人孩士生子])", part)
            name = bare.group().strip() if bare else han_name(part)
            if name:
                return self.cast.admit(named(name, start, start), [])
            place = start - _gap(words, start - offset)
        return None

    def _names(self, start: int, end: int) -> bool:
        """Whether words are a part of those for somebody: 解说 of 解说员 is no verb."""
        return any(one.start <= start and end < one.end for one in self.people)

    def _doer(self, place: int) -> Person:
        """Whoever does something in the sentence before a place, called as it calls them; the
        narrator where nobody does: 吸血鬼伯爵从棺材中坐起."""
        start = max(self.text.rfind(sign, 0, place) for sign in ".!?\n。！？；：") + 1
        hits = list(_HAN_DOER.finditer(self.text, start, place))
        if not hits:
            return named("narrator")
        who = hits[-1]
        return self.cast.admit(named(who["who"], who.start("who"), who.start("who")), [])

    def _it(self, place: int, gender: str = "") -> Person | None:
        """What 'it' means: whatever the sentence before is about, known as a speaker or not."""
        ended = len(_IT.sub("", self.text[:place]).rstrip(" .!?;\n。！？；"))
        start = max(self.text.rfind(sign, 0, ended) for sign in ".!?;\n。！？；")
        start = max([start + 1, *(one.end for one in self.quotes if one.end <= place)])
        sentence = self.text[start:place]
        known = [one for one in self.before(place) if one.start >= start and not one.pronoun]
        if known and not gender:
            return self.cast.admit(known[0], self.before(known[0].start))
        unknown = None if known else stranger(sentence, start)
        if unknown and gender and not unknown.gender:
            told = f"{unknown.description} {gender}"
            unknown = replace(unknown, gender=gender, description=told)
        if unknown is None and gender:
            return None
        return self.cast.admit(unknown, []) if unknown else self.recent(place)

    def told_after(self, quote: Quote) -> Told | None:
        """'"…," says the old man softly': who and how, from the words after the quote."""
        tail = re.split(r"[.!?。！？\n“\"「;；]", self.text[quote.end : quote.end + 80])[0]
        lead = len(tail) - len(tail.lstrip(" ,，、—-"))
        words, start = tail[lead:], quote.end + lead
        verb = VERB.search(words) or HAN_VERB.search(words)
        if verb is None and quote.inner.rstrip()[-1:] == ",":
            verb = _DOES_AFTER.match(words)
        if verb is None or len(words[: verb.start()].split()) > 5 or verb.start() > 45:
            return None
        if re.match(r"[^，,]{0,6}[：:]", words[verb.end() :]):
            return None  # it tells who says the next quote
        if "," in words[: verb.start()]:
            return None
        if "，" in words[: verb.start()] and not (
            _HAN_ENDS.match(words[verb.end() :]) and _HAN_BEGINS.match(words)
        ):
            return None
        inside = [one for one in self.people if start <= one.start < start + len(words)]
        subject = [one for one in inside if one.start < start + verb.start()] or inside
        following = re.match(r"\s*(?:the |an? |my |his |her )?[\w' -]{0,30}", words[verb.end() :])
        near = start + verb.end() + (len(following.group()) if following else 0)
        subject = [one for one in subject if one.start < near]
        alone = bool(subject) and subject[0].pronoun and not self.cast.knows(self.before(start))
        if alone and (it := self._it(quote.start, subject[0].gender)):
            person = it
        elif subject:
            person = self.cast.admit(subject[0], self.before(subject[0].start))
        elif name := han_name(words[: verb.start()]):
            person = self.cast.admit(named(name, start, start), [])
        elif unknown := stranger(words[: verb.start() or None], start) or stranger(
            words[verb.end() :], start + verb.end()
        ):
            person = self.cast.admit(unknown, [])
        elif re.match(r"it\b", words, re.I) and (it := self._it(quote.start)):
            person = it
        else:
            return None
        how = re.split(r"[,，]\s*(?:and\b|then\b)", words)[0]
        # 'says the snowman, as a drop rolls down': what else is seen is no part of it.
        said, *seen = re.split(r"(?=[,，]\s*(?:as|while|when)\b)", how, maxsplit=1)
        how = how if seen and manner_of(seen[0]) else said
        return Told(person, how, (start, start + len(how)))
