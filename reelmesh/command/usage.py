"""Bad usage, and a parser that says it in one sentence."""

import argparse
from typing import NoReturn


class UsageError(Exception):
    """The command line cannot be meant so: str() is the sentence, the exit code is 2."""


class Parser(argparse.ArgumentParser):
    """argparse with one sentence instead of a page of usage, and no guessed option names."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **options})  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Exit code 2 with the sentence and where to read more."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")
