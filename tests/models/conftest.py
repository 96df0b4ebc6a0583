"""Without PyTorch none of these is collected: `make test-models` installs it and runs them."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("torch") else ["test_*.py"]
