"""The walk of docs/events.md: services started, files dropped, the clock looked at, pictures taken."""
