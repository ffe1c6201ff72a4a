"""Notifications: the bell for people with an account.

Whoever wrote, supported or follows something hears what became of it: a reply, an answer, a threshold, a conclusion,
a measure and its status. Handlers of events write one row per person in the transaction of the fact; a row holds
values, not sentences, so that everybody reads it in their language.
On the site the rows stand on one page with a number in the header. By mail they come as each person chose, per group:
replies, one's own contributions, what one follows. The worker turns rows that are due by mail into single mails;
a row is taken by a conditional UPDATE, so nobody gets a mail twice.
Events of the siblings are known by their fields, their models never.
"""
