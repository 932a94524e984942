"""What is measured: a file is a part of the page, and has a function `measure(bench)` that gives a `Part`."""
