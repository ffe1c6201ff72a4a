"""The site as a whole: home, search, the legal and inclusive pages, the settings, and the first page of the desk.

Stands above all domains and composes their queries; keeps only two kinds of rows of its own: texts of pages that
staff have edited (what was never edited comes from `templates/site/pages/`) and, through the kernel, settings.
"""
