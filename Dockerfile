# Two stages to build (assets by node, binary by cargo), one to run: no compiler, no root.
FROM node:20-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
# Also where Rust and municipalities name classes and icons: what nobody names is left out of the stylesheet.
COPY assets assets
COPY templates templates
COPY crates/web/src crates/web/src
COPY config/municipalities config/municipalities
RUN npm run build

FROM rust:1.95-slim-bookworm AS binary
WORKDIR /src
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
# Without rust-toolchain.toml: the compiler is the image's. The tests are a member of the workspace.
COPY Cargo.toml Cargo.lock ./
COPY tests/Cargo.toml tests/Cargo.toml
COPY tests/src tests/src
COPY migrations migrations
COPY config config
COPY templates templates
COPY crates crates
COPY --from=assets /src/dist dist
COPY --from=assets /src/node_modules/bootstrap-italia/dist/fonts node_modules/bootstrap-italia/dist/fonts
RUN cargo build --release --locked --package sportello --bin sportello

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libssl3 \
    && rm -rf /var/lib/apt/lists/*
# Paths of a configuration are relative to this folder: config/ is ours, var/ is what people gave.
WORKDIR /opt/sportello
RUN useradd --system --uid 10001 --home-dir /opt/sportello --no-create-home sportello \
    && install --directory --owner=sportello --mode=0700 var
COPY --from=binary /src/target/release/sportello /usr/local/bin/sportello
COPY config config
USER 10001
VOLUME /opt/sportello/var
ENV SPORTELLO__SERVER__LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/usr/local/bin/sportello", "doctor", "--live"]
ENTRYPOINT ["/usr/local/bin/sportello"]
CMD ["serve"]
