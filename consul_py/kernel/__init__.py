"""What every domain stands on: database, clock, web, rights, forms, text, languages, events, jobs, mail, files.

The kernel knows no domain and imports none.
"""
