"""Polls: secret votes with one or more single-choice questions, inside the window of a consultation.

A poll is written as a draft, published, and from the opening of its consultation on nobody changes it. Who has
voted stands in the register (`poll_register`), what was voted in the urn (`ballot_mark`); the two share no key, no
time and no order. Casting is one transaction: a conditional UPDATE takes the person's place in the register, and
only if that hit exactly one row the marks go into the urn. A vote cannot be changed or taken back, because nothing
links it to a person any more. There are no interim results for anybody; after the close the marks are counted and
shown as bars with a table. A poll is never called an election: it advises those who decide.
"""
