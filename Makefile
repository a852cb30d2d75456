.PHONY: run test

# The demo: a service on this machine, nothing is billed, no account is needed.
run:
	@scripts/setup run
	@.venv/bin/python -m seedance_desktop --demo

# Everything that CI runs.
test:
	@scripts/setup test
	@scripts/check
