"""python -m reelmesh is the `reelmesh` command."""

import sys

from reelmesh.cli import main

if __name__ == "__main__":
    sys.exit(main())
