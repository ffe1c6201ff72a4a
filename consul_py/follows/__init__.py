"""Follows: who wants to hear what becomes of a subject or a process.

One row per person and thing, held by a unique key. The counter on the subject moves with the row. Who listens to
events asks `queries.followers_of`. A follow is nobody's business but the person's: pages show the number only.
"""
