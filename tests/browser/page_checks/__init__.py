"""Checks of a page as a browser shows it: each returns what is wrong, in words.

A check takes a Viewer and the path of a page and opens the page as often as it needs.
Numbers in brackets are the rows of docs/accessibility.md.
"""
