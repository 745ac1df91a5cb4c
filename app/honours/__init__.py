"""The honour board (bảng vinh danh): leading units and stories, read by all who sign in."""

from app.honours import hanging as hanging
from app.honours import leading as leading
