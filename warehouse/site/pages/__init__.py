"""The pages, a module a family; each has ``list_pages(source)``."""
