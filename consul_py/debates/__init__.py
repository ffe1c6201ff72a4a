"""Debates: an open question to which people agree or disagree, and on which they argue.

A debate is a subject. Residents start one while their consultation has `debate` open, and may change it for thirty
minutes. Everybody takes one of two sides, or none again; arguments and comments come from the comments domain.
Staff end a debate with a conclusion that says what follows from it: then no side can be taken and nothing be
written any more. A debate whose consultation is over and that has no conclusion waits on the staff's work list.
"""
