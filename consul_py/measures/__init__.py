"""Measures: what the district does with the results, and the trail that shows it to everybody who took part.

A measure is a subject with a responsible unit, a status with its reason, progress, cost, milestones and the day of
its next report; whether that report is overdue follows from the clock. Its sources are other subjects: proposals,
debates, polls, workshops, the latter down to the single proposed measure of a follow-up, which is taken up once.
Each change of status keeps a public row with its reason, each report a text; both can be read on the measure's page.
Staff of the process or the municipality do this at the desk, with a note in the audit log.

The trail (`trail.steps`) tells what became of a contribution: received, considered, decided, measures, what is next.
`facts` says what a kind of subject knows about itself, `trail` adds what measures know, and `panels` puts it on the
pages of the sources, on follow-ups and on "My contributions", with three statements however many subjects.
"""
