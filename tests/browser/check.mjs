// Opens pages of a pack from disk in a real browser, scripts off and on, wide and narrow, light and dark, and validates
// their HTML. Prints one line for each thing that is wrong; exits with 1 where one is.
//
//     node check.mjs PAGE.html ...

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { FileSystemConfigLoader, HtmlValidate, formatterFactory } from "html-validate";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = process.argv.slice(2);
const wrong = [];

const validator = new HtmlValidate(new FileSystemConfigLoader({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
  rules: {
    "no-inline-style": "error",
    "long-title": "off", // a client's name may be long
    "no-implicit-close": "error",
    "no-trailing-whitespace": "off", // not a question of validity
    "attr-quotes": "off",
    "void-style": "off",
    "require-sri": "off", // every file is the pack's own
    "prefer-native-element": "off", // a table's scroll box is a region that takes the focus, not a section
  },
}));
const format = formatterFactory("text");
for (const page of pages) {
  const report = await validator.validateFile(page);
  if (!report.valid) wrong.push(format(report.results).trim());
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});

/** Loads a page and calls `look` with it; anything that it fetches from elsewhere or complains of is wrong. */
async function visit(page, options, name, look) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  tab.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) wrong.push(`${page} (${name}): loads ${request.url()}`);
  });
  tab.on("requestfailed", (request) => wrong.push(`${page} (${name}): cannot load ${request.url()}`));
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`${page} (${name}): ${message.text()}`);
  });
  tab.on("pageerror", (error) => wrong.push(`${page} (${name}): ${error}`));
  await tab.goto(pathToFileURL(page).href);
  await tab.evaluate(() => document.fonts.ready);
  await look(tab);
  await context.close();
}

for (const page of pages) {
  for (const width of [320, 768, 1440, 1600]) {
    const plain = { viewport: { width, height: 900 }, javaScriptEnabled: false };
    await visit(page, plain, `${width} px, scripts off`, async (tab) => {
      const [whole, seen] = await tab.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if (whole > seen) wrong.push(`${page}: ${whole} px wide in a window of ${seen}`);
      if ((await tab.locator("h1").count()) !== 1) wrong.push(`${page}: not exactly one h1`);
    });
  }
  for (const colorScheme of ["light", "dark"]) {
    await visit(page, { viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true }, colorScheme, async (tab) => {
      await tab.evaluate(axe);
      const { violations } = await tab.evaluate(() => axe.run({ preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
      for (const { id, help, nodes } of violations) {
        wrong.push(`${page} (${colorScheme}): ${id}: ${help}: ${nodes[0].html.slice(0, 200)} (${nodes.length} places)`);
      }
    });
  }
}
await browser.close();

console.log([...wrong, `${pages.length} pages looked at, ${wrong.length} things wrong`].join("\n"));
process.exit(wrong.length || pages.length === 0 ? 1 : 0);
