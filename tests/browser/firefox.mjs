// Drives Firefox for firefox.py: one JSON command a line on stdin, one JSON answer a line on stdout.
// An answer also carries what happened since the last one: requests (workers included) and errors.
import { createInterface } from "node:readline";

import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2],
  headless: true,
  extraPrefsFirefox: JSON.parse(process.argv[3]),
});

let page;
let requests = [];
let errors = [];

const commands = {
  /** A page in a context of its own; the one before it is closed. */
  async fresh() {
    await commands.discard();
    const context = await browser.createBrowserContext();
    requests = [];
    errors = [];
    page = await context.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
  },
  async discard() {
    await page?.browserContext().close();
    page = undefined;
  },
  open: (url) => page.goto(url),
  evaluate: (source) => page.evaluate(source),
  click: async (selector) => (await page.$(selector)).click(),
  async fill(selector, text) {
    await page.$eval(selector, (field) => (field.focus(), field.select()));
    await page.keyboard.type(text);
  },
  async choose(selector, value) {
    await page.focus(selector);
    await page.select(selector, value);
  },
  press: (key) => page.keyboard.press(key),
  setFiles: async (selector, paths) => (await page.$(selector)).uploadFile(...paths),
  async resize(width, height) {
    try {
      await page.setViewport({ width, height });
    } catch (error) {
      // with the size goes how the screen is turned, which older Firefoxes can't be told; nothing here turns it
      if (!String(error).includes("setScreenOrientationOverride")) throw error;
      await page.waitForFunction((wanted) => innerWidth === wanted, {}, width);
    }
  },
  back: () => page.goBack(),
  reload: () => page.reload(),
  screenshot: (path) => page.screenshot({ path }),
};

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

say({ value: await browser.version() });
for await (const line of createInterface({ input: process.stdin })) {
  const { command, given } = JSON.parse(line);
  const answer = {};
  try {
    const value = await commands[command](...given);
    // of what a command returns, only what the page itself returned is of use, and only that is plain JSON
    answer.value = command === "evaluate" ? (value ?? null) : null;
  } catch (error) {
    answer.error = `${command}(${given.join(", ").slice(0, 300)}): ${error}`;
  }
  say({ ...answer, requests: requests.splice(0), errors: errors.splice(0) });
}
await browser.close();
