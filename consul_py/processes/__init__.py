"""Processes, and the consultations inside them.

A process is the frame of a participation: its goal, what is open and what is fixed, who decides and by when, and
when people hear back. Those six sentences are the start checklist; without them a process cannot be published.
Around it stand parts that one table holds – phases, building blocks, actor groups, team, events – and topic fields,
municipalities and documents.

A consultation is a window in a process in which some verbs are open: propose, support, debate, comment, vote. It is
the only home of "what is open now": `rules.state` and `rules.can` answer from its times and the clock, nobody
switches anything. Dates change after publication only with a reason, which is public. A consultation that closes owes
an evaluation by a stated day; the desk counts the days.

Upper domains build on `queries` (visible_…, open_consultations, topics_of), listen to `events`, and show themselves
through the slots `process` and `consultation`. A panel of these slots may carry, besides what its own template reads:
`tab` ({label, url, count}) for the tabs of a process, `topic_notes` ({topic id: text}) below the topic fields, and
`open_notes` ({consultation id: text}) below what is open. With `aside` it stands beside the facts instead of in a
section of its own.
"""
