"""One service per stage; none knows another."""

import os

# ONNX Runtime reports to its maker from its first import on, unless this is set before.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
