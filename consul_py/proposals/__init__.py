"""Proposals: ideas with a will, which residents support and the district answers.

A proposal is a subject with a text, a place, pictures, and the threshold of its consultation as it was when the
proposal was made. It is written in an open consultation, first as a draft if its author likes, and is public at
once when published. For 30 minutes the author changes it freely; after that every edit makes a public version.
Support is a vote for it (see votes): one per person, taken back while the consultation is open. The support that
reaches the threshold sets, exactly once, the day by which an answer is owed. Staff answer with a decision and its
reason; a correction keeps the former answer readable. Authors may withdraw, staff may merge duplicates: supporters
are carried over without counting anybody twice. Contributions from earlier platforms come in by the import and have
no author here. What a state is called follows from columns and clock (`rules.state`); nobody switches it. Who is
told about all this is not known here: `events` go up, and `wiring` says who listens.
"""
