"""The command line of Tsunagu: arguments in, calls into the rooms below, words out."""
