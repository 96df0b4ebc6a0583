"""Run the mux service: python -m services.mux."""

from reelmesh.mesh.service import main
from reelmesh.v1.common_pb2 import Stage
from services.mux.servicer import add

if __name__ == "__main__":
    main(Stage.STAGE_MUX, add)
