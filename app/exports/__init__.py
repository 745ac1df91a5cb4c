"""Lists given out as they are filtered, in the form in which lists are taken in."""
