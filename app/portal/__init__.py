"""The national portal: what is not there yet, and what its figures say beside ours."""
