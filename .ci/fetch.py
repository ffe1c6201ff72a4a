"""Fetch a page of a server that may still be starting and look for a text in it: fetch.py URL TEXT."""

import sys
import time
import urllib.error
import urllib.request

url, wanted = sys.argv[1:]
until = time.monotonic() + 30
while True:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
            body = answer.read().decode()
        break
    except urllib.error.HTTPError as error:
        sys.exit(f"{url}: {error.code} {error.reason}")
    except OSError as error:
        if time.monotonic() > until:
            sys.exit(f"{url}: {error}")
        time.sleep(0.3)
if wanted not in body:
    sys.exit(f"{url}: {wanted!r} is not in the answer")
print(f"{url}: {answer.status}, {len(body)} characters, as expected")
