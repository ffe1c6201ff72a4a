"""Subjects: the shared identity of everything people can respond to.

Each proposal, debate, poll, workshop and measure owns one row here, with the same primary key (joined-table
inheritance). What lists need lives on this row: kind, process, consultation, topic, municipality, author,
visibility, times and counters, with the indexes for it. Comments, votes, follows, reports and trail links point
here with a real foreign key, so a lower domain never learns who stands above it. `service.enter` makes a row and
puts it into the search, `service.count` moves counters without losing any, `hide` and `show` are the moderation's
switch. `links.subject_path` knows where a subject lives by its kind. `queries.visible_subject` is the door for
those who respond: what is not public does not exist.
"""
