# Two stages to build (assets by node, binary by cargo), one to run: no shell user, no compiler, no root.
FROM node:20-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY assets assets
COPY templates templates
RUN npm run build

FROM rust:1.95-slim-bookworm AS binary
WORKDIR /src
COPY . .
COPY --from=assets /src/dist dist
COPY --from=assets /src/node_modules/bootstrap-italia/dist/fonts node_modules/bootstrap-italia/dist/fonts
RUN cargo build --release --locked --bin sportello

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/sportello --create-home sportello
COPY --from=binary /src/target/release/sportello /usr/local/bin/sportello
COPY config /etc/sportello
WORKDIR /var/lib/sportello
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["/usr/local/bin/sportello", "doctor", "--live"]
ENTRYPOINT ["/usr/local/bin/sportello", "--config", "/etc/sportello/sportello.toml"]
CMD ["serve"]
