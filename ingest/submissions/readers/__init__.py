"""Members' files, read within bounds: workbooks, CSV, JSON and JSON Lines become sheets of text cells."""
