"""One module a kind: the columns it has beside the common ones."""
