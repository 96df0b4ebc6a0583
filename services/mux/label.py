"""The implicit label of GB 45438-2025: who made this by AI, and which making it was."""

import hashlib
import json
from urllib.parse import quote

from reelmesh.v1.mux_pb2 import AssembleRequest

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


def code(name: str) -> str:
    """A name as the label may hold it, such as Reelmesh or %E5%BD%B1."""
    return quote(name.strip(), safe="-._~:/@+()")
