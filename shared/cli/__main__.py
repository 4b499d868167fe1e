"""`python -m shared.cli` is `desk`."""

from shared.cli.main import main

if __name__ == "__main__":
    main()
