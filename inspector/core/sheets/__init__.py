"""Anything that is read line by line: messages laid out, with places, marks, folds, colours."""
