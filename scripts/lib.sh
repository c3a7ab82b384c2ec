# Shell functions that the scripts share: what is installed, where a preset builds. Sourced by bash with -euo pipefail.
# shellcheck shell=bash
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '==> %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 2; }

# The first comment of a script is its help.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; }

# As many jobs as there are processors, but no more than memory allows (1 GiB a compiler).
jobs_that_fit() {
  local n mem
  n=$(nproc)
  mem=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  echo $((mem < n ? (mem < 1 ? 1 : mem) : n))
}

# build_dir PRESET: as CMakePresets.json has it.
build_dir() { if [ "$1" = release ]; then echo "$top/build"; else echo "$top/build-$1"; fi; }

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# missing_packages GROUP...: the lines' names (a|b stays whole) of which nothing is installed.
missing_packages() {
  local name groups group alternative found
  while read -r name groups _; do
    case $name in '' | '#'*) continue ;; esac
    for group; do
      case ,$groups, in *,"$group",*) ;; *) continue ;; esac
      found=
      for alternative in ${name//|/ }; do ! is_installed "$alternative" || found=yes; done
      [ -n "$found" ] || echo "$name"
      break
    done
  done <"$top/scripts/packages"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# available NAME: apt can install it (apt-cache knows lists only after an update).
available() { [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]; }

first_available() { # a|b: the first that apt has; a where none is, so that apt itself says so
  local alternative
  for alternative in ${1//|/ }; do if available "$alternative"; then echo "$alternative"; return; fi; done
  echo "${1%%|*}"
}

# install_packages GROUP...: installs what is missing with apt, after saying so; does nothing if nothing is missing.
install_packages() {
  local missing names=() name
  command -v dpkg-query >/dev/null || {
    say "no dpkg here: install by hand the like of: $(awk '!/^#/ {printf "%s ", $1}' "$top/scripts/packages")"
    return
  }
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086 # one word a package
  say "missing packages:" $missing
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    die "not root and no sudo; as root run: apt-get install" "${missing//$'\n'/ }"
  say "apt-get update"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
  for name in $missing; do names+=("$(first_available "$name")"); done
  say "apt-get install -y --no-install-recommends ${names[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 "${names[@]}" </dev/null
}

# build PRESET: configures and compiles.
build() {
  say "cmake --preset $1 && cmake --build $(build_dir "$1")"
  (cd "$top" && cmake --preset "$1" && cmake --build "$(build_dir "$1")" -j "$(jobs_that_fit)")
}

# groups_of PRESET: the package groups that building it takes.
groups_of() { if [ "$1" = fuzz ]; then echo build clang; else echo build; fi; }

known_preset() {
  grep -q "{\"name\": \"$1\", \"inherits\"" "$top/CMakePresets.json" ||
    die "unknown preset '$1'; there are: $(sed -n 's/.*{"name": "\([a-z]*\)", "inherits".*/\1/p' "$top/CMakePresets.json" | paste -sd' ')"
}
