#!/usr/bin/env bash
# Finds or builds the real observability stack for the end-to-end tests and prints the folder that holds it:
#   otelcol        the OpenTelemetry Collector's core components, composed by otelcol/main.go
#   prometheus     3.x with its OTLP receiver: Debian compiles it out, so it is built from the source that Debian ships, less
#                  the discovery of cloud services (prometheus-overlay/ holds what that takes)
#   promtool, alertmanager, amtool
#   docker-compose 2, which reads a compose file without any engine
#   redis-server   7.0 or newer, from Debian 12
#   postgres       15 or newer, and its initdb, from Debian 12
# A program on the PATH is used as it is, if it can do what the tests need. What is missing is built from Debian's packages
# without installing anything: about 130 MB of downloads and a few minutes, once. The result stays in the cache folder until
# a file of this folder changes.
# Usage: get-stack.sh [FOLDER]         default: ${XDG_CACHE_HOME:-$HOME/.cache}/llmcost-ai/stack
# DEBIAN_MIRROR                        the archive to use where apt is set up without Debian's main one
set -euo pipefail
say() { printf '%s\n' "get-stack: $*" >&2; }
die() { say "$@"; exit 1; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
stack=${1:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/llmcost-ai/stack}
mkdir -p "$stack"
stack=$(cd "$stack" && pwd)
tools=(otelcol prometheus promtool alertmanager amtool docker-compose redis-server postgres initdb)

declare -A names=( # what a distribution may call the program
  [otelcol]="otelcol otelcol-contrib" [prometheus]=prometheus [promtool]=promtool
  [alertmanager]="alertmanager prometheus-alertmanager" [amtool]=amtool [docker-compose]=docker-compose
  [redis-server]="redis-server valkey-server" [postgres]=postgres [initdb]=initdb)

can_do_the_job() { # TOOL PROGRAM
  case $1 in
    otelcol) [[ $("$2" components 2>&1) == *otlp_http* ]] ;;
    prometheus) [[ $("$2" --help 2>&1) == *web.enable-otlp-receiver* ]] ;;
    promtool) [[ $("$2" --version 2>&1) == *"version 3."* ]] ;;
    redis-server) [[ $("$2" --version 2>&1) =~ v=([0-9]+)\. && ${BASH_REMATCH[1]} -ge 7 ]] ;;
    postgres | initdb) [[ $("$2" --version 2>&1) =~ PostgreSQL\)\ ([0-9]+) && ${BASH_REMATCH[1]} -ge 15 ]] ;;
    docker-compose) [[ $("$2" version 2>&1) =~ Compose\ version\ v?[2-9]\. ]] ;;
    *) "$2" --version > /dev/null 2>&1 ;;
  esac
}

on_path() { # TOOL
  local name program
  for name in ${names[$1]}; do
    if program=$(type -P "$name") && [[ $program != "$stack"/* ]] && can_do_the_job "$1" "$program"; then
      printf '%s\n' "$program"
      return
    fi
  done
  return 1
}

wanted() { [[ " ${to_build[*]} " == *" $1 "* ]]; }

# Uses $work and apt of build(). Debian 12 has Redis 7.0, the oldest version that the package supports.
unpack_redis() {
  say "downloading Redis"
  mkdir -p "$work"/{redis-debs,redis}
  # The server is a link to a program in redis-tools. The libraries are often not installed by other programs.
  (cd "$work/redis-debs" && apt-get "${apt[@]}" download {redis-server,redis-tools,libjemalloc2,liblzf1,libatomic1}/bookworm) \
    > "$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; die "the download of Redis failed"; }
  local deb
  for deb in "$work"/redis-debs/*.deb; do dpkg-deb -x "$deb" "$work/redis"; done
  rm -rf "$stack/redis"
  mkdir -p "$stack/redis"
  cp -L "$work/redis/usr/bin/redis-server" "$work"/redis/usr/lib/*/lib{jemalloc,lzf,atomic}.so.? "$stack/redis/"
  # shellcheck disable=SC2016 # the variables are the script's
  printf '%s\n' '#!/bin/sh' 'redis=$(dirname "$(readlink -f "$0")")/../redis' \
    'LD_LIBRARY_PATH="$redis${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$redis/redis-server" "$@"' > "$work/bin/redis-server"
  chmod +x "$work/bin/redis-server"
}

# The oldest version that the package supports. The programs find their files relative to themselves. Left out: the compiler
# of queries, which needs LLVM, and the documentation.
unpack_postgresql() {
  say "downloading PostgreSQL"
  mkdir -p "$work"/{postgresql-debs,postgresql/lib}
  # The libraries are those that other programs rarely need.
  (cd "$work/postgresql-debs" && apt-get "${apt[@]}" download \
    {postgresql-15,libpq5,libicu72,libldap-2.5-0,libsasl2-2,libxml2,libssl3}/bookworm \
    {libgssapi-krb5-2,libkrb5-3,libk5crypto3,libkrb5support0,libkeyutils1}/bookworm) > "$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2; die "the download of PostgreSQL failed"; }
  local deb program
  for deb in "$work"/postgresql-debs/*.deb; do dpkg-deb -x "$deb" "$work/postgresql"; done
  rm -rf "$stack/postgresql"
  mkdir -p "$stack"/postgresql/{lib,usr/share,usr/lib/postgresql/15}
  find "$work/postgresql" -path '*-linux-*/lib*.so*' -exec cp -P -t "$stack/postgresql/lib" {} +
  cp -r "$work/postgresql/usr/share/postgresql" "$stack/postgresql/usr/share/"
  cp -r "$work"/postgresql/usr/lib/postgresql/15/{bin,lib} "$stack/postgresql/usr/lib/postgresql/15/"
  rm -rf "$stack"/postgresql/usr/lib/postgresql/15/lib/{bitcode,llvmjit*} "$stack/postgresql/usr/share/postgresql/15/man"
  for program in postgres initdb; do
    # shellcheck disable=SC2016 # the variables are the script's
    printf '%s\n' '#!/bin/sh' 'postgresql=$(dirname "$(readlink -f "$0")")/../postgresql' \
      "LD_LIBRARY_PATH=\"\$postgresql/lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}\" \\" \
      "  exec \"\$postgresql/usr/lib/postgresql/15/bin/$program\" \"\$@\"" > "$work/bin/$program"
    chmod +x "$work/bin/$program"
  done
}

build() { # what $to_build names, into $work/bin
  local command
  for command in apt-get apt-cache dpkg-deb tar xz; do
    type -P "$command" > /dev/null || die "'$command' is not here, so the stack can't be built: this takes Debian 12 or newer." \
      "Elsewhere, put ${tools[*]} on the PATH (prometheus 3 and a Collector that knows otlp_http) and run this again."
  done
  mkdir -p "$work"/{bin,lists/partial,cache/archives/partial,debs,root,gopath/src/github.com/prometheus}
  local apt=(-q -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3
    -o APT::Update::Error-Mode=any)

  # apt knows its archives before it has read any list of packages, so this works where "apt-get update" never ran.
  local mirrors mirror found=
  # shellcheck disable=SC2016 # the format is apt's
  mapfile -t mirrors < <(if [[ ${DEBIAN_MIRROR:-} ]]; then echo "$DEBIAN_MIRROR"
    else apt-get indextargets --no-release-info --format '$(REPO_URI)' | sort -u; fi)
  for mirror in "${mirrors[@]}"; do
    [[ $mirror != *security* ]] || continue
    say "reading Debian's package lists from $mirror"
    printf "%s [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror %s main\n" \
      deb bookworm deb trixie deb forky deb sid deb-src sid > "$work/sources.list"
    if apt-get "${apt[@]}" update > "$work/log" 2>&1; then found=$mirror; break; fi
    sed 's/^/    /' "$work/log" >&2
  done
  [[ $found ]] || die "none of apt's archives (${mirrors[*]:-none is configured}) is Debian's main one. Name one in DEBIAN_MIRROR."

  ! wanted redis-server || unpack_redis
  ! { wanted postgres || wanted initdb; } || unpack_postgresql
  [[ " ${to_build[*]} " =~ \ (otelcol|prometheus|promtool|alertmanager|amtool|docker-compose)\  ]] || return 0

  local go packages
  go=$(apt-cache "${apt[@]}" depends golang-go | awk '/Depends: golang-1/ { print $2 }')
  go=${go%%$'\n'*}
  mapfile -t packages < <(cat "$here/go-packages.txt"; printf '%s\n' "$go" "${go%-go}-src" promtool prometheus-alertmanager docker-compose)
  say "downloading ${#packages[@]} packages"
  (cd "$work/debs" && apt-get "${apt[@]}" download "${packages[@]}" && apt-get "${apt[@]}" --download-only --tar-only source prometheus) \
    > "$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; die "the download failed"; }
  local deb
  for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
  tar -xf "$work"/debs/prometheus_*.orig.tar.* -C "$work/gopath/src/github.com/prometheus" --transform 's,^[^/]*,prometheus,'

  export GOROOT GOPATH GOCACHE GOENV=off GO111MODULE=off GOTOOLCHAIN=local GOFLAGS='' CGO_ENABLED=0
  GOROOT=$(echo "$work"/root/usr/lib/go-*)
  GOPATH=$work/gopath:$work/root/usr/share/gocode
  GOCACHE=$work/gocache

  if wanted otelcol; then
    say "building the Collector"
    cp -r --no-preserve=mode "$here/otelcol" "$work/gopath/src/"
    local collector_version
    collector_version=$(apt-cache "${apt[@]}" show --no-all-versions golang-opentelemetry-collector-dev | sed -n 's/^Version: //p')
    "$GOROOT/bin/go" build -ldflags "-X main.version=$collector_version" -o "$work/bin/otelcol" otelcol
  fi

  if wanted prometheus; then
    say "building Prometheus"
    local source=$work/gopath/src/github.com/prometheus/prometheus
    local translator=$source/storage/remote/otlptranslator/prometheusremotewrite
    rm -f "$source"/plugins/*.go "$source"/storage/remote/azuread/*.go
    cp -r --no-preserve=mode "$here/prometheus-overlay/." "$work/gopath/src/"
    # Debian's libraries are newer than the ones this source asks for; these three calls are all that differs.
    sed -i -e 's/otlptranslator\.NormalizeLabel(/normalizeLabel(/' -e '/"github.com\/prometheus\/otlptranslator"/d' "$translator/helper.go"
    sed -i 's/promName := namer\.Build(/promName, _ := namer.Build(/' "$translator/metrics_to_prw.go"
    grep -rl --include='*.go' '"github.com/alecthomas/kingpin/v2"' "$source" |
      xargs sed -i 's#"github.com/alecthomas/kingpin/v2"#"gopkg.in/alecthomas/kingpin.v2"#'
    (cd "$source" && "$GOROOT/bin/go" build -ldflags "-X github.com/prometheus/common/version.Version=$(cat VERSION)" \
      -o "$work/bin/prometheus" ./cmd/prometheus)
  fi

  ! wanted promtool || cp "$work/root/usr/bin/promtool" "$work/bin/promtool"
  ! wanted amtool || cp "$work/root/usr/bin/amtool" "$work/bin/amtool"
  ! wanted docker-compose || cp "$work/root/usr/libexec/docker/cli-plugins/docker-compose" "$work/bin/docker-compose"
  if wanted alertmanager; then
    cp "$work/root/usr/bin/prometheus-alertmanager" "$work/bin/alertmanager"
    # Debian's Alertmanager reads its templates from this folder below /usr and has none built in.
    mkdir -p "$stack/share/prometheus"
    cp -rT "$work/root/usr/share/prometheus/alertmanager" "$stack/share/prometheus/alertmanager"
  fi
}

exec 9> "$stack/.lock"
flock --nonblock 9 || { say "waiting for another run that builds the stack"; flock 9; }
rm -rf "$stack"/build.* # of a run that was killed
mkdir -p "$stack/bin"

version=$(cd "$here" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
[[ $(cat "$stack/version" 2> /dev/null) == "$version" ]] && current=true || current=false
work=$(mktemp -d "$stack/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"

to_build=()
for tool in "${tools[@]}"; do
  if program=$(on_path "$tool"); then ln -s "$program" "$work/bin/$tool"
  elif ! $current || [[ ! -x $stack/bin/$tool || -L $stack/bin/$tool ]]; then to_build+=("$tool"); fi
done
((${#to_build[@]} == 0)) || build

for tool in "${tools[@]}"; do
  [[ ! -e $work/bin/$tool ]] || mv -fT "$work/bin/$tool" "$stack/bin/$tool" # a rename: whoever runs the old one is not disturbed
  can_do_the_job "$tool" "$stack/bin/$tool" || die "$stack/bin/$tool does not do what the tests need"
done
printf '%s\n' "$version" > "$stack/version"
printf '%s\n' "$stack/bin"
