"""What goes wrong outside, end to end: publishers who misbehave, files that are not what they should be."""
