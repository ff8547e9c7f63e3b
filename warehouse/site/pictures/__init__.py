"""The pictures of the site: drawn when it is built, with the table of what they show.

Belongs here: how numbers become SVG that is readable in light and in dark, in either language.
Does not belong here: queries, pages, words of one page.
"""
