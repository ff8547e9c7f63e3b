"""What `workspace.yaml` loads; everything is built in `pipelines.build`."""

from pipelines.build import build_definitions

defs = build_definitions()
