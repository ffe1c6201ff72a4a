"""Runs that break things on purpose, too long for the suite: `make chaos-newsletter`."""
