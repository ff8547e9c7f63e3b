"""Disclosure control: small counts are withheld, and what is published is attacked before it is released."""
