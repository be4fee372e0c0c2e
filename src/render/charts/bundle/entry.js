// The parts of Apache ECharts that the charts need, and the few functions of ours that options may name.
//
// Options arrive as JSON: nothing in them is ever run. Where ECharts wants a function, the option holds one of the
// names in `formatters`, and the function of that name takes its place.

import { init, setPlatformAPI, use } from 'echarts/core';
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GraphicComponent, GridSimpleComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, ScatterChart, GraphicComponent, GridSimpleComponent, SVGRenderer]);

const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';

// `1234567.5` as `1,234,567.5`: at most six decimals, no trailing zeros, a minus sign instead of a hyphen.
function plainNumber(value) {
  const text = Math.abs(value).toFixed(6).replace(/\.?0+$/, '');
  const [whole, decimals] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && text !== '0' ? MINUS : '';
  return sign + grouped + (decimals === undefined ? '' : '.' + decimals);
}

// `1500000` as `1.5 M`, `100000` as `100 k`, `500` as `500`.
function shortMoney(value) {
  for (const [size, suffix] of [[1e9, 'bn'], [1e6, 'M'], [1e3, 'k']]) {
    if (Math.abs(value) >= size) return plainNumber(value / size) + NO_BREAK_SPACE + suffix;
  }
  return plainNumber(value);
}

const formatters = {
  money: shortMoney,
  percent: (value) => plainNumber(value * 100) + '%',
  days: plainNumber,
  count: plainNumber,
  // Logarithmic axes hold powers of ten: 3 is 1,000.
  'power-plain': (value) => plainNumber(Math.pow(10, value)),
  'power-percent': (value) => plainNumber(Math.pow(10, value) * 100) + '%',
};

function nameFunctions(option) {
  for (const axis of [option.xAxis, option.yAxis].flat()) {
    const name = axis?.axisLabel?.formatter;
    if (name === undefined) continue;
    if (!Object.hasOwn(formatters, name)) throw new Error('no formatter is called ' + name);
    axis.axisLabel.formatter = formatters[name];
  }
}

function plainNode({ tag, attrs, children, text }) {
  return { tag, attrs, children: (children ?? []).map(plainNode), text: text ?? '' };
}

let chart;

// `measureWidth(text, font)` gives the width of one line in px, `font` as in CSS: "600 13px Family".
function start(measureWidth) {
  setPlatformAPI({
    measureText(text, font) {
      // ECharts takes the width of this sign for the height of a line.
      const width = text === '国' ? parseFloat(/([\d.]+)px/.exec(font ?? '12px')[1]) : measureWidth(text ?? '', font ?? '');
      return { width };
    },
  });
  chart = init(null, null, { renderer: 'svg', ssr: true, width: 100, height: 100 });
}

// The drawing as a tree of {tag, attrs, children, text}, in JSON.
function draw(option, width, height) {
  nameFunctions(option);
  chart.resize({ width, height });
  // Without this, marks of the last drawing would be used again, in their old order.
  chart.clear();
  chart.setOption(option, { notMerge: true });
  const renderer = chart.getZr();
  for (const element of renderer.storage.getDisplayList(true)) element.stopAnimation(null, true);
  const root = renderer.painter.renderToVNode({ animation: false, emphasis: false, willUpdate: false, compress: true, useViewBox: true });
  return JSON.stringify(plainNode(root));
}

globalThis.ledgerpressCharts = { start, draw };
