"""Why a step failed: the first cause, without the machinery around it."""

from __future__ import annotations

from dagster._utils.error import SerializableErrorInfo


def find_cause(error: SerializableErrorInfo) -> SerializableErrorInfo:
    """Return the error that all the others followed from."""
    while error.cause:
        error = error.cause
    return error


def tell_cause(error: SerializableErrorInfo) -> str:
    """Return a cause as its first line, without the class where the class is ours."""
    kind, _, message = error.message.strip().partition(": ")
    ours = message and kind.rpartition(".")[2] == error.cls_name
    return (message if ours else error.message).strip().splitlines()[0]
