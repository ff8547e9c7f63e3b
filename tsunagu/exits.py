"""The exit statuses of the command, named once."""

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_FINDINGS = 3
