"""The implicit label of GB 45438-2025: who made this by AI, and which making it was."""

import hashlib
import json
from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import escape

from reelmesh.v1.mux_pb2 import AssembleRequest
from reelmesh.v1.video_pb2 import AnimateResult, DigitalSource

KEY = "AIGC"
"""The metadata key the standard names; exactly one in a file."""


def label(request: AssembleRequest) -> str:
    """The label as JSON. The same request gives the same label.

    Values are ASCII without space, quote or backslash, as the standard asks: anything else in
    the producer's name is percent-encoded, which anyone can undo. The propagator's fields are
    for whoever publishes the file, the reserved ones for signatures; both are empty here.
    """
    return json.dumps(
        {
            "Label": "1",
            "ContentProducer": code(request.producer) or "unspecified",
            "ProduceID": hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest(),
            "ReservedCode1": "",
            "ContentPropagator": "",
            "PropagateID": "",
            "ReservedCode2": "",
        },
        separators=(",", ":"),
    )


def xmp(text: str, source: str) -> bytes:
    """The label and the kind of source as an XMP packet, which is what pictures carry.

    text is the label's JSON. source is a term of IPTC's digital source types
    (https://cv.iptc.org/newscodes/digitalsourcetype/). The label stands under TC260's own
    namespace, as the generators that follow the standard write it."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<TC260:AIGC>{escape(text)}</TC260:AIGC>"
        "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"
        f"{source}</Iptc4xmpExt:DigitalSourceType>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def source(shots: Iterable[AnimateResult]) -> str:
    """IPTC's term for what the shots are together: what a model made says most."""
    found = {shot.source for shot in shots}
    return next(term for kind, term in _TERMS.items() if kind in found or not kind)


_TERMS = {
    DigitalSource.DIGITAL_SOURCE_TRAINED: "trainedAlgorithmicMedia",
    DigitalSource.DIGITAL_SOURCE_COMPOSITE: "compositeSynthetic",
    DigitalSource.DIGITAL_SOURCE_ALGORITHMIC: "algorithmicMedia",
    DigitalSource.DIGITAL_SOURCE_UNSPECIFIED: "compositeSynthetic",
}


def code(name: str) -> str:
    """A name as the label may hold it, such as Reelmesh or %E5%BD%B1."""
    return quote(name.strip(), safe="-._~:/@+()")
