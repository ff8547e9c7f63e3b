"""What the pages about the country tell: numbers of its places and themes, and what members do there.

Belongs here: questions to the release that serve many pages at once, the tables and maps of the answers.
Does not belong here: pages, and how pictures are drawn.
"""
