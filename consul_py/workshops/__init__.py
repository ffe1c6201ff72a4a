"""Workshops: meetings on site, online or both, and what came out of them.

A workshop is a subject. A draft becomes announced once and for all; whether registration is open, full or closed
and whether it was held follows from its times and the clock. Each seat is a conditional UPDATE of `taken`, each
registration a unique row per address: with an account one click, without one a mail whose link confirms; a seat is
kept for 24 hours until then. Whoever comes too late waits in line and moves up in the transaction that frees a seat.
Changes of date or place and cancellations are marked on the registrations; the worker writes the mails. Three months
after the workshop the list of people is erased.

The follow-up has rows that facilitators work on (groups with results, proposed measures, partners, dates, pictures,
documents) and versions that everybody reads: publishing writes version 1, each correction another one with its note,
so nothing changes silently. What the measures make of a proposed measure comes from above through the slot
`follow_up`.
"""
