"""Proof of residence: who lives where, how it was proven, and until when that counts.

There are four ways: a code by letter, a document shown at a desk, an extract of the register of residents, and an
OpenID Connect provider such as BundID. Whatever the way, what stays is a row per account: a keyed hash of name and
date of birth, the municipality, the date of birth (for minimum ages), how and when, and an end. Names are never kept
for people who are proven, and no copy or number of a document ever is. Two accounts of one person get the same hash,
so in a vote they are one. The name and address of a letter are deleted when its code is typed in, or after 30 days.
Codes are kept as keyed hashes only; wrong ones are counted in rows, so that a restart gives nobody new tries. An
extract is turned into keyed hashes in memory. The key is a file of its own (kernel/person_key.py). Staff of a
municipality see and prove its people only, and every act of theirs is in the log, without name and date of birth.
Others ask `queries.identity_of`; they never learn more than a key, a way, a place and a date.
"""
