"""Run the vision service: python -m services.vision."""

from reelmesh.mesh.service import main
from reelmesh.v1.common_pb2 import Stage
from services.vision.servicer import add

if __name__ == "__main__":
    main(Stage.STAGE_VISION, add)
