"""`python -m consul_py` is the same as `consul-py`."""

from consul_py.cli import main

main()
