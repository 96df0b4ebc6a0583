"""Run the ambient service: python -m services.ambient."""

from reelmesh.mesh.service import main
from reelmesh.v1.common_pb2 import Stage
from services.ambient.servicer import add

if __name__ == "__main__":
    main(Stage.STAGE_AMBIENT, add)
