"""What runs in the child process: no Flask, no database, nothing but the file and its verdict."""
