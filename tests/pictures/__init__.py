"""Pictures for the documents; nothing here is run by the tests."""
