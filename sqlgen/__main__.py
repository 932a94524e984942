"""`python -m sqlgen`."""

from __future__ import annotations

from sqlgen.cli.main import main

if __name__ == "__main__":
    main()
