# demo · test · bench · audit. Everything else has a good name in cargo or npm already.
SHELL := /bin/bash
PORT ?= 8080
DIR ?= var/demo

.PHONY: demo test bench audit assets openssl

demo: openssl assets
	cargo build --workspace --bin sportello
	target/debug/sportello demo --port $(PORT) --dir $(DIR)

test: openssl
	tests/setup
	$(MAKE) --no-print-directory assets
	tests/run

bench: openssl assets
	cargo build --release -p sportello -p tests --bins
	target/release/bench

audit:
	cargo deny check

# What opens the texts that identity providers encrypt. Debian's is installed by root; elsewhere we say what is missing.
openssl:
	@pkg-config --exists openssl 2>/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && apt-get install -y -qq --no-install-recommends libssl-dev pkg-config >/dev/null; } \
	  || { echo "sportello: OpenSSL 3 with its headers and pkg-config are missing (Debian: apt-get install libssl-dev pkg-config)"; exit 1; }

# Stylesheet, scripts, icons and fonts, built by npm into dist/ and embedded in the binary.
assets: dist/manifest.json

dist/manifest.json: package.json package-lock.json $(shell find assets templates crates/web/src config/municipalities -type f 2>/dev/null)
	@command -v node >/dev/null || { echo "sportello: Node.js 20 or later is missing (Debian: apt-get install nodejs npm)"; exit 1; }
	@command -v cargo >/dev/null || { echo "sportello: Rust is missing (see rust-toolchain.toml for the version)"; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	npm run --silent build
