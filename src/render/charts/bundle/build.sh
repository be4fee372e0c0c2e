#!/bin/sh
# Rebuilds echarts.min.js and gathers the licences of what is in it. Needs Node.js and npm; the build of Ledgerpress does not.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund
# The license comments stand in licences/, whole.
node_modules/.bin/esbuild entry.js --bundle --minify --format=esm --target=es2022 --charset=utf8 \
  --legal-comments=none --banner:js='// Apache ECharts 6.1.0 with zrender, tslib and parts of d3: see licences/. Built from entry.js by build.sh.' --define:process.env.NODE_ENV='"production"' --outfile=echarts.min.js
mkdir -p licences
cp node_modules/echarts/LICENSE licences/echarts-LICENSE.txt
cp node_modules/echarts/NOTICE licences/echarts-NOTICE.txt
cp node_modules/echarts/licenses/LICENSE-d3 licences/d3-LICENSE.txt
cp node_modules/zrender/LICENSE licences/zrender-LICENSE.txt
cp node_modules/tslib/LICENSE.txt licences/tslib-LICENSE.txt
rm -rf node_modules
