# test · audit. The demo and the bench come with the pages.
.PHONY: test audit
test:
	bash tests/run
audit:
	cargo deny check
