"""Polls: secret votes inside the window of a consultation, on the urn of `ballots`.

A poll is written as a draft with questions of seven kinds (`kinds`), and publishing freezes it: its definition goes
into an urn and from then on nobody changes it; before voting opens it can be taken back. Who may vote is everybody
with an account, with a proof of residence, or with a one-time code by letter; `voters` says which place in the
register is theirs, the same whatever accounts and proofs of theirs come and go. A vote is filled in (`ballot`,
`choices`), reviewed with its control number, cast once and receipted (`voting`); it cannot be changed or taken back,
because nothing links it to a person any more. There are no interim results for anybody. After the final seal the
result, every file and "check my number" are public (`result_views`); it is provisional until objections are over,
and then register and key are destroyed. Papers are handed out and entered by two people each. A poll is never called
an election: it advises those who decide.
"""
