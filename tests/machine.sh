#!/bin/sh
# What the tests need from the machine and pip cannot bring: a browser and PostgreSQL's server.
# Installs what is missing from Debian's packages; does nothing, at once, when all is there.
set -eu

missing=
for browser in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$browser" ] && command -v "$browser" >/dev/null && break
done || missing="chromium"
if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    missing="$missing postgresql"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root=none
fi
if [ "$as_root" = none ] || ! command -v apt-get >/dev/null; then
    echo "The tests need these Debian packages (or their like elsewhere): $missing" >&2
    echo "Install them as root, for instance: apt-get install $missing" >&2
    exit 1
fi

echo "Installing for the tests: $missing"
$as_root apt-get update -qq </dev/null
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --yes --no-install-recommends $missing </dev/null >/dev/null
