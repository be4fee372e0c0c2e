#!/bin/sh
# Rebuilds the fonts in this folder from the public packages of Source Sans 3 and
# Source Serif 4. Needs npm, python3 (3.10 or later) with venv and pip, and tar.
#
#   ./build.sh           writes web/, paper/, fonts.css, the licences and SHA256SUMS
#   ./build.sh --check   rebuilds elsewhere and compares with SHA256SUMS
set -eu
export LC_ALL=C

SANS=3.52.0
SANS_SHA256=49cf78ddd79b436591ee696785222b54ff28102922e3d3df297fe382d7fdfa88
SERIF=4.5.1
SERIF_SHA256=19a448df98f4aa777de3452b0a1e29aa7ffe29252fe552c8a2d2531702d80746
FONTTOOLS=4.68.0
BROTLI=1.2.1

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

cd "$tmp"
npm pack --silent "source-sans@$SANS" "source-serif@$SERIF" >/dev/null
sha256sum -c --quiet - <<SUMS
$SANS_SHA256  source-sans-$SANS.tgz
$SERIF_SHA256  source-serif-$SERIF.tgz
SUMS
mkdir sans serif out
tar -xzf "source-sans-$SANS.tgz" -C sans
tar -xzf "source-serif-$SERIF.tgz" -C serif

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "fonttools==$FONTTOOLS" "brotli==$BROTLI"
venv/bin/python "$here/build.py" \
  sans/package/VF/SourceSans3VF-Upright.ttf \
  serif/package/VAR/SourceSerif4Variable-Roman.ttf \
  out

# The licences as published, with plain line ends
tr -d '\r' <sans/package/LICENSE.md >out/OFL-source-sans-3.txt
tr -d '\r' <serif/package/LICENSE.md >out/OFL-source-serif-4.txt
for licence in out/OFL-*.txt; do
  grep -q "^Copyright .* Adobe .*Reserved Font Name" "$licence"
done

if [ "${1:-}" = --check ]; then
  cd out
  sha256sum -c --quiet "$here/SHA256SUMS"
  echo "fonts are as built"
  exit
fi

(cd out && sha256sum OFL-*.txt fonts.css paper/* web/* >SHA256SUMS)
rm -rf "$here/web" "$here/paper"
cp -R out/. "$here/"
