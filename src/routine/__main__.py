"""`python -m routine`."""

from routine.cli import main

if __name__ == "__main__":
    main(prog_name="routine")
