"""Fetch a page of a server that may still be starting and look for a text in it: fetch.py URL TEXT [gzip]."""

import gzip
import sys
import time
import urllib.error
import urllib.request

url, wanted, *coding = sys.argv[1:]
request = urllib.request.Request(url, headers={"Accept-Encoding": coding[0]} if coding else {})  # noqa: S310  # our own server
until = time.monotonic() + 30
while True:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own server
            body = answer.read()
        break
    except urllib.error.HTTPError as error:
        sys.exit(f"{url}: {error.code} {error.reason}")
    except OSError as error:
        if time.monotonic() > until:
            sys.exit(f"{url}: {error}")
        time.sleep(0.3)
if coding:
    if answer.headers["Content-Encoding"] != coding[0]:
        sys.exit(f"{url}: came as {answer.headers['Content-Encoding']}, not as {coding[0]}")
    body = gzip.decompress(body)
body = body.decode()
if wanted not in body:
    sys.exit(f"{url}: {wanted!r} is not in the answer")
print(f"{url}: {answer.status}, {len(body)} characters, as expected")
