"""What models share that speak in the voice of a recording and have none of their own."""

from typing import Any

from transformers import AutoProcessor

from reelmesh.mesh.engine import CallerError, EngineError
from services.voice.models.cast import Actor
from services.voice.models.talker import Place


class Cloner:
    """A talker's attributes and its answers about voices."""

    paced = False
    clones = True
    follows_words = False
    """Whether it needs to know what is said in the recording."""

    def voices(self) -> list[Actor]:
        """None: without a recording each line is another's."""
        return []

    def check(self, actor: Actor) -> None:
        """A recording, and its words where they matter. Raises CallerError."""
        if not actor.recording:
            raise CallerError(f"The voice {actor.id!r} needs a recording.")
        if self.follows_words and not actor.recording.transcript:
            raise CallerError(
                f"The voice {actor.id!r} needs {actor.id}.txt: write down what is said in its "
                "recording, word for word."
            )


def processor(place: Place) -> Any:
    """The model's processor, which knows how the model is asked. Raises EngineError."""
    found = AutoProcessor.from_pretrained(place.path, local_files_only=True)
    if not found.chat_template:
        raise EngineError(
            f"The model in {place.path} has no chat_template.jinja, so how it is asked is not "
            "known: fetch all of its files."
        )
    return found
