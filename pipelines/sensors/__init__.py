"""The sensors: each looks at one thing outside and asks for one run of exactly what follows.

What is pending is read from the outside and from the home, never from a cursor: a sensor that is evaluated
twice, or has lost its cursor, asks for the same work under the same name, and Dagster runs it once.
"""
