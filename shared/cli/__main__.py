"""`python -m shared.cli` is `desk`.

The import stands inside the guard because the processes of the worker pool import this module again.
"""

if __name__ == "__main__":
    from shared.cli.main import main

    main()
