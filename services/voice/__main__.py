"""Run the voice service: python -m services.voice."""

from reelmesh.mesh.service import main
from reelmesh.v1.common_pb2 import Stage
from services.voice.servicer import add

if __name__ == "__main__":
    main(Stage.STAGE_VOICE, add)
