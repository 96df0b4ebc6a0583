"""Generated from protos/ by tools/protos.py. Do not edit."""
