"""Pictures drawn from data: a pose record, solved to its contacts, becomes a smooth body and then a flat vector drawing.

What ships is the finished `Drawing`; solving and tracing need the packages of the extra `draw` and happen when the catalog
is made. So this room's face imports nothing of them.
"""

from __future__ import annotations
