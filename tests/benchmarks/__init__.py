"""Time and memory at national scale, beside the plain script a user would write and the bare limit."""
