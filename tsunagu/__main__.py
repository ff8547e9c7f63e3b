"""`python -m tsunagu`."""

from tsunagu.command_line import main

main()
