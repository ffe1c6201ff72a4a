"""Votes: what one person says about one subject, with one sign: for (1) or against (-1).

A support of a proposal is a vote with value 1; agreeing or disagreeing with a debate uses both signs. There is one
row per person and subject, held by a unique key, so that parallel clicks never count twice. The counters on the
subject move in the same transaction as the row. This domain knows no kinds of subjects: whether voting is open,
and what follows from a number, is decided by those who call it. Ballots of polls are something else and secret;
they live with the polls. A vote is a person's opinion: it is shown to nobody but that person.
"""
