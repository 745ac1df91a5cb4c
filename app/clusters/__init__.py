"""Clusters (cụm thi đua): founded above, headed by a member who sees copies and may urge."""

from app.clusters import copying as copying
from app.clusters import delivering as delivering
