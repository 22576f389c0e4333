"""``mxnet.context``: all arrays are in main memory."""

from __future__ import annotations

from typing import NamedTuple

from imrec.mxnet.base import missing

__all__ = ["Context", "cpu", "cpu_pinned", "current_context"]


class Context(NamedTuple):
    """Where an array is. Only ``cpu`` and ``cpu_pinned`` are accepted by ``imrec.mxnet``."""

    device_type: str = "cpu"
    device_id: int = 0

    def __str__(self) -> str:
        return f"{self.device_type}({self.device_id})"

    def __repr__(self) -> str:
        return str(self)


def cpu(device_id: int = 0) -> Context:
    """Main memory."""
    return Context("cpu", device_id)


def cpu_pinned(device_id: int = 0) -> Context:
    """Main memory; arrays of ``imrec.mxnet`` are not page-locked."""
    return Context("cpu_pinned", device_id)


def current_context() -> Context:
    """The context of new arrays: main memory."""
    return cpu()


def require_cpu(ctx: Context | None) -> None:
    """Raises ValueError unless `ctx` is main memory or None."""
    if ctx is not None and ctx.device_type not in ("cpu", "cpu_pinned"):
        raise ValueError(f"ctx must be cpu, not {ctx}: imrec.mxnet keeps arrays in main memory")


def __getattr__(name: str) -> object:
    raise missing("mxnet.context", name, __all__)
