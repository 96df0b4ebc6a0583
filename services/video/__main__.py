"""Run the video service: python -m services.video."""

from reelmesh.mesh.service import main
from reelmesh.v1.common_pb2 import Stage
from services.video.servicer import add

if __name__ == "__main__":
    main(Stage.STAGE_VIDEO, add)
