"""Public histories in the hands of the databases' own clients."""
