"""People: how they register, sign in, prove who they are, and what they may do.

An account is an e-mail address and a freely chosen name; nobody has to give their real one. It counts once the
address is confirmed by a button behind a link in a mail. Whether an address is known is told only to its owner:
registration, sign-in and reset answer everybody alike, at the same cost. Names are unique when folded, and nobody
can take a name that sounds like the district or like somebody who speaks for it. Passwords are long rather than
odd, and kept as Argon2id. A session is a row that its owner can see and end; a new one begins at every sign-in.
Who has a grant opens the desk only with a second factor, whose codes count once; recovery codes stand in for a lost
device. A grant is a role in a scope; which scopes there are is told by the domains above (`registry`). A deleted
account loses everything that is about the person and keeps its row, so that a process keeps its record. Links in
mails are single-use rows with an end.
"""
