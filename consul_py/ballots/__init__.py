"""Ballots: the urn of a poll, secret and checkable, after the protocol "Urne 1" (docs/polls.md).

A poll is frozen: its definition becomes canonical JSON, its hash is public, and triggers refuse every change. From
then on there is an urn. The register says who may vote and who has, under keys that only this urn's secret can
derive; the ballots say what was voted. The two share no key, no time and no order. Casting is one transaction on
the database's clock: a conditional write takes the place in the register, and only then the ballot goes into the
urn. The voter has seen a control number before and gets a signed receipt that does not tell the choice. The sealer,
a job of the worker, moves ballots in batches, ordered by their random control numbers, into a log that is only ever
appended to; a signed checkpoint over its RFC 6962 tree goes to outside observers. After the close everything is
published, and `recount.py`, one file of the standard library, lets everybody check and count again. What a ballot
says is opaque here: questions belong to `polls`. Nothing is read from the urn before the final seal.
"""
