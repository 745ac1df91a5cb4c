""" "Đơn vị khác": what came to a unit that is not its own, passed on from the desk above."""
