"""Comments on any subject, and the care for their tone.

A comment hangs at a subject and may answer another one; threads are shown three levels deep, deeper answers stand
flat in the third. A top-level comment may be marked as an argument for or against. People find comments helpful,
once each; they may change their own for thirty minutes and delete them, in which case answers keep their place.
Writing is open while the subject's consultation has `comment` open. Anybody signed in may report a comment or a
subject, once. Moderators hide with a reason, which stands in place of the text and is told to the author, who may
appeal once within fourteen days. Every hiding is a row of its own: the public log counts them by month and reason.
Officials may speak in office; the page then shows for whom.
"""
