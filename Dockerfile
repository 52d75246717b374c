# syntax=docker/dockerfile:1

FROM node:24.21.0-alpine AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:24.21.0-alpine
LABEL org.opencontainers.image.title="testrun" \
      org.opencontainers.image.description="Slack bot that shows Empirical test runs" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
# What the bot remembers of cards, unless DATABASE_URL says otherwise.
ENV DATA_DIR=/data
RUN mkdir /data && chown node:node /data
VOLUME /data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json start.js LICENSE ./
COPY src ./src
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--optimize-for-size", "--max-semi-space-size=4", "start.js"]
