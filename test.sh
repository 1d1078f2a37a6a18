#!/usr/bin/env bash
# Runs every test. Installs what the tests need and the machine lacks, by the system's package manager; what cannot be
# installed is named, and the tests that need it are skipped - or, with CI=true, the run fails before it begins.
# Arguments go to `dotnet test`, for example: ./test.sh --filter-class '*RecordTests'
set -euo pipefail
cd "$(dirname "$0")"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo -n "$@"; else return 1; fi
}

# need COMMAND PACKAGE WHAT-IS-SKIPPED
need() {
  command -v "$1" >/dev/null && return
  echo "test.sh: $1 is missing; installing $2 ..."
  if command -v apt-get >/dev/null; then
    { as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "$2"; } >/dev/null 2>&1 || true
  elif command -v dnf >/dev/null; then as_root dnf -q -y install "$2" >/dev/null 2>&1 || true
  elif command -v apk >/dev/null; then as_root apk add -q "$2" >/dev/null 2>&1 || true
  elif command -v brew >/dev/null; then brew install -q "$2" >/dev/null 2>&1 || true
  fi
  command -v "$1" >/dev/null && return
  echo "test.sh: $1 could not be installed. Skipped for that reason: $3"
  [ "${CI:-}" != true ] || { echo "test.sh: with CI=true nothing may be skipped." >&2; exit 1; }
}

need dotnet dotnet-sdk-10.0 "everything: install the .NET 10 SDK"
command -v dotnet >/dev/null || exit 1
need node nodejs "the record format's second implementation (tests/interop)"
need softhsm2-util softhsm2 "keys in an HSM, on a real token"
need gcc gcc "keys in an HSM, in a program compiled by Native AOT"
# PostgreSQL's own programs are not on the PATH everywhere.
PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)"
need initdb postgresql "branch keys in PostgreSQL"

# One warm compiler for all projects, and for those that the package tests build, whatever the machine's habit: it halves the time. It ends with us.
export UseSharedCompilation=true
# All of these programs end within seconds or a minute: to profile them for a better compilation costs more than it gives.
export DOTNET_TieredPGO=0
log=$(mktemp)
trap 'rm -f "$log"; dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true' EXIT
dotnet build KmsGuard.sln --configuration Release --nologo --verbosity quiet

# The SDK's runner now and then dies before it has run any test (dotnet/msbuild#12066). That says nothing of the tests: it is started once more.
run_tests() { dotnet test --solution KmsGuard.sln --configuration Release --no-build "$@" 2>&1 | tee "$log"; }
run_tests "$@" || {
  grep -q 'Handle is not initialized' "$log" && ! grep -q 'Running tests from' "$log" || exit 1
  run_tests "$@"
}
