# One file for every image: docker build --build-arg APP=booking -t chignon/booking:0.1.0 .
# APP is a folder of apps/: platform (the default: everything in one process), gateway, booking, customers, loyalty,
# marketing, inventory, insights. Pin both base images by digest where images are built for production.
ARG BUILD_IMAGE=node:24.20.0-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

# The manifests alone, so that the installation below is only repeated when one of them changes.
FROM ${BUILD_IMAGE} AS manifests
WORKDIR /all
COPY . .
RUN find . -name node_modules -prune -o -name 'package*.json' -exec install -D '{}' '/manifests/{}' ';' && cp .npmrc /manifests/

FROM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY --from=manifests /manifests ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/@chignon
# The image starts main.js, whatever the app. Data of the embedded engines and of the local issuer goes to /data.
ARG APP=platform
RUN test -f "dist/$APP/main.js" && ln -s "dist/$APP/main.js" main.js && mkdir -m 0700 /data

FROM ${RUN_IMAGE}
WORKDIR /app
COPY --from=build /app/package.json /app/main.js ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/docs ./docs
COPY --from=build --chown=65532:65532 /data /data
ENV NODE_ENV=production CHIGNON_HOST=0.0.0.0 CHIGNON_PORT=8080 CHIGNON_DATA=/data
USER 65532:65532
EXPOSE 8080
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["/nodejs/bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.CHIGNON_PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/nodejs/bin/node"]
CMD ["main.js"]
