from .base import Base
from .deep.helpers import plain as starred

__all__ = ["starred"]
