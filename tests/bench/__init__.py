"""Performance as ratios to bare Flask and a bare write, taken in the same run: `python -m tests.bench`.

`data` makes the load, `bare` is what we compare with, `load` runs wrk, `__main__` prints the table.
"""
