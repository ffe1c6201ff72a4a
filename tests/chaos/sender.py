"""A sender whose clock goes ahead: `python -m tests.chaos.sender SECONDS`. What it sends is counted by the relay."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from consul_py.app import create_app
from consul_py.kernel import clock
from consul_py.newsletter import delivery


def main() -> None:
    ahead = timedelta(seconds=float(sys.argv[1]))
    clock.now = lambda: datetime.now(UTC) + ahead
    app = create_app()
    with app.app_context():
        print(f"accepted {delivery.send_due()}")


if __name__ == "__main__":
    main()
