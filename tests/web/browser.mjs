// A page in headless Chromium, and what goes wrong in it.
import {execFileSync} from "node:child_process";
import {chromium} from "playwright-core";

const executablePath = execFileSync("sh", ["-c", "command -v chromium || command -v chromium-browser"])
  .toString().trim();

export const browser = await chromium.launch({executablePath, args: ["--no-sandbox"]});
export const page = await browser.newPage({viewport: {width: 1280, height: 900}});

// Errors on the console, and requests for anything but files and data in the page.
export const problems = [];
page.on("console", (message) => {
  if (message.type() === "error") problems.push(message.text());
});
page.on("pageerror", (error) => problems.push(String(error)));
page.on("requestfailed", (request) => problems.push(`failed: ${request.url().slice(0, 80)}`));
page.on("request", (request) => {
  const url = request.url();
  if (!url.startsWith("file:") && !url.startsWith("data:")) problems.push(`network: ${url}`);
});

export async function check(name, action) {
  await action();
  console.log(`ok: ${name}`);
}
