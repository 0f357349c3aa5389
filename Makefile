# demo · test · bench · audit. Everything else has a good name in cargo or npm already.
SHELL := /bin/bash
PORT ?= 8080
DIR ?= var/demo

.PHONY: demo test bench audit assets

demo: assets
	cargo build --workspace --bin sportello
	target/debug/sportello demo --port $(PORT) --dir $(DIR)

test:
	tests/setup
	$(MAKE) --no-print-directory assets
	tests/run

bench: assets
	cargo build --release -p sportello -p tests --bins
	target/release/bench

audit:
	cargo deny check

# Stylesheet, scripts, icons and fonts, built by npm into dist/ and embedded in the binary.
assets: dist/manifest.json

dist/manifest.json: package.json package-lock.json $(shell find assets templates crates/web/src config/municipalities -type f 2>/dev/null)
	@command -v node >/dev/null || { echo "sportello: Node.js 20 or later is missing (Debian: apt-get install nodejs npm)"; exit 1; }
	@command -v cargo >/dev/null || { echo "sportello: Rust is missing (see rust-toolchain.toml for the version)"; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	npm run --silent build
