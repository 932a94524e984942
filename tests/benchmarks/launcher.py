"""Run a program and tell what it took; small itself, because its memory is the least that its child can have.

    python -I -S launcher.py FOLDER PROGRAM [ARGUMENT …]

Writes to standard output the processor time in seconds, user and system together, the time on the clock, and
the peak of resident memory in bytes; what the program writes goes nowhere, but for its errors.
"""

import os
import sys
import time


def main() -> int:
    folder, *words = sys.argv[1:]
    told = os.dup(1)
    os.set_inheritable(told, False)
    begun = time.perf_counter()
    child = os.fork()
    if not child:
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        os.execvp(words[0], words)  # noqa: S606 - the program to measure, with nothing between
    # The kernel tells the peak of a child to whoever waits for it.
    _, status, usage = os.wait4(child, 0)
    clock = time.perf_counter() - begun
    # Linux counts in kilobytes, macOS in bytes.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    os.write(told, f"{usage.ru_utime + usage.ru_stime} {clock} {peak}".encode())
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
