"""What would go wrong on this machine, and how to mend it.

A module a topic. In each, `look` sees how things are, and `judge` says what follows: a function of
what was seen only, so that a test can hand in any machine.
"""
