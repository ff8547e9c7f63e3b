"""Rules of Japanese text: widths, dashes, dates with eras, names of legal forms. Pure functions only."""
