"""Run the service that STAGE names: python -m services."""

import os
import runpy

from reelmesh.mesh.names import stage_token
from reelmesh.mesh.service import exit_on_error
from reelmesh.mesh.settings import stage_named

if __name__ == "__main__":
    with exit_on_error("services"):
        stage = stage_token(stage_named(os.environ.get("STAGE", "")))
        runpy.run_module(f"services.{stage}", run_name="__main__", alter_sys=True)
