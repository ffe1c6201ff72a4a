"""The newsletter: told once, told surely.

A person leaves an address and interests, without an account. Nothing is sent to it until the person has pressed the
button in a confirmation mail; what was asked, where, when and how the mail was accepted is kept as proof of consent.
An issue (Mailing) is born by a fact: a consultation opens or closes soon, an evaluation or a follow-up is published, a
workshop is announced, a measure has a new status; or staff write one. Staff choose per process what goes out by itself,
what waits for approval and what does not go out. Who wants the week in one mail gets those blocks of it that concern
them. A unique key per trigger and fact lets each be told once, however many workers look.
Releasing an issue freezes its texts and writes one Delivery row per recipient, by one INSERT … SELECT.
The worker claims a few rows with a lease, reads consent once more, hands them to the relay over connections it keeps
open, and writes the relay's answer beside each. A killed worker's rows come back with the same Message-ID.
Leaving is one POST without cookies; from that moment nothing is sent, not even what was already queued.
The desk shows every issue with live numbers and, for every address, what was sent to it and why.
Sent issues are public pages and an Atom feed.
"""
