"""Whole processes, timed beside each other."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LEAST_RUNS = 7
LAUNCHER = Path(__file__).with_name("launcher.py")


class CommandFailed(Exception):
    """A measured program that ended with an error: its time would say nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """One program to be measured.

    `name` is the contestant that it stands for; `folder` where it runs; `environ` is all of its environment
    but PATH and HOME.
    """

    name: str
    words: tuple[str, ...]
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a program took: seconds of every run, and the highest peak of its resident memory in bytes.

    Seconds of processor time, user and system: what else the machine does meanwhile counts little.
    """

    seconds: tuple[float, ...]
    peak: int

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def measure(commands: Sequence[Command], runs: int = LEAST_RUNS) -> dict[str, Measured]:
    """What every command took in `runs` runs, by name. Raises CommandFailed.

    Each runs once before that, which counts for nothing: it fills the caches that a second call finds. The
    commands take turns, so that what slows the machine for a while slows all of them.
    """
    for command in commands:
        _run(command)
    found: dict[str, list[tuple[float, int]]] = {command.name: [] for command in commands}
    for turn in range(runs):
        first = turn % len(commands)
        for command in [*commands[first:], *commands[:first]]:
            found[command.name].append(_run(command))
    return {
        name: Measured(tuple(seconds for seconds, _ in each), max(peak for _, peak in each))
        for name, each in found.items()
    }


def _run(command: Command) -> tuple[float, int]:
    """Seconds of processor time, and the peak of resident memory in bytes."""
    launched = [sys.executable, "-I", "-S", str(LAUNCHER), str(command.folder), *command.words]
    environ = {"PATH": os.environ["PATH"], "HOME": str(command.folder), **command.environ}
    done = subprocess.run(launched, env=environ, capture_output=True, check=False)
    if done.returncode:
        words = " ".join(command.words)
        raise CommandFailed(f"{words} ended with {done.returncode}:\n{done.stderr.decode()[-2000:]}")
    seconds, _clock, peak = done.stdout.split()
    return float(seconds), int(peak)
