"""Imports point down. No large Python codebase kept its domains free of knots by good will; machine-checked ones did."""

from __future__ import annotations

from tests.house import source

SAME_LEVEL_ALLOWED: set[tuple[str, str]] = set()


def test_every_folder_has_its_place_in_the_order() -> None:
    folders = (
        {source.domain_of(path) for path in source.modules()} - source.TOP - {"__init__", "config", "build", "static"}
    )
    assert folders <= set(source.LEVEL), folders - set(source.LEVEL)


def test_imports_point_down() -> None:
    wrong = []
    for path in source.modules():
        here = source.domain_of(path)
        for name in source.imports(path):
            there = name.split(".")[1] if "." in name else ""
            if here in source.TOP or there == here or there in ("", "config", "__version__"):
                continue
            if there in source.TOP:
                # The command line and the server build the application; nobody else knows it.
                if not (here == "kernel" and path.name == "serving.py"):
                    wrong.append(f"{source.short(path)} imports {name}")
            elif here in source.LEVEL and source.LEVEL.get(there, 99) >= source.LEVEL[here]:
                wrong.append(f"{source.short(path)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_rules_and_events_import_nothing_but_the_standard_library_and_refusals() -> None:
    allowed = ("consul_py.kernel.refusal", "consul_py.kernel.palette")  # palette: pure numbers, too
    wrong = []
    for path in source.modules():
        if path.name in ("rules.py", "events.py") and source.domain_of(path) != "kernel":
            own = f"consul_py.{source.domain_of(path)}.rules"
            bad = [name for name in source.imports(path) if not name.startswith((*allowed, own))]
            wrong += [f"{source.short(path)} imports {name}" for name in bad]
    assert not wrong, "\n".join(wrong)
