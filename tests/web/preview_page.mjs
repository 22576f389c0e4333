// Opens the page that `imrec preview --html` made, as a person would.
// Usage: node preview_page.mjs PAGE_DIR SCREENSHOT_DIR
import assert from "node:assert/strict";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {browser, check, page, problems} from "./browser.mjs";

const [pageDir, screenshotDir] = process.argv.slice(2).map((one) => path.resolve(one));

try {
  await page.goto(pathToFileURL(path.join(pageDir, "index.html")).href);
  const records = await page.locator(".card").count();
  const classes = await page.locator("#filters button").count() - 1;

  await check("thumbnails with their boxes", async () => {
    assert.ok(records > 1, `${records} records`);
    assert.ok(classes > 1, `${classes} classes`);
    assert.ok(await page.locator(".card rect").count() > 0);
    for (const image of await page.locator(".card img").all()) {
      await image.scrollIntoViewIfNeeded();
    }
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".card img")].every((one) => one.naturalWidth > 0));
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({path: path.join(screenshotDir, "grid.png")});
  });

  await check("the filter keeps the records with the class", async () => {
    const button = page.locator("#filters button").nth(1);
    const [, name, count] = (await button.textContent()).match(/^(.*) \((\d+)\)$/s);
    await button.click();
    assert.equal(await page.locator(".card").count(), Number(count));
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    for (const caption of await page.locator(".card .caption").allTextContents()) {
      assert.ok(caption.includes(name), `${caption} has ${name}`);
    }
    await page.locator("#filters button").first().click();
    assert.equal(await page.locator(".card").count(), records);
  });

  await check("a click shows the original, its variants and their numbers", async () => {
    await page.locator(".card").first().click();
    assert.ok(await page.locator("dialog").isVisible());
    const variants = page.locator("#variants figure");
    assert.ok(await variants.count() >= 2);
    const numbers = await variants.first().locator("dt").allTextContents();
    for (const name of ["crop", "mirrored", "filter", "objects"]) {
      assert.ok(numbers.includes(name), `${name} is among ${numbers}`);
    }
    await page.waitForFunction(() =>
      [...document.querySelectorAll("#variants img")].every((one) => one.naturalWidth > 0));
    await variants.first().hover();
    assert.equal(await page.locator("#original .window").count(), 1);
    await page.screenshot({path: path.join(screenshotDir, "record.png")});
  });

  await check("arrows step through the records, Escape closes", async () => {
    const heading = () => page.locator("#heading").textContent();
    const first = await heading();
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await heading(), first);
    await page.keyboard.press("ArrowLeft");
    assert.equal(await heading(), first);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    assert.ok(!await page.locator("dialog").isVisible());
    const waitForFocusOn = (index) => page.waitForFunction((wanted) =>
      document.querySelectorAll(".card")[wanted] === document.activeElement, index,
      {timeout: 5000});
    await waitForFocusOn(1);  // where the page was left
    await page.keyboard.press("ArrowLeft");
    await waitForFocusOn(0);
    await page.keyboard.press("Enter");
    assert.equal(await heading(), first);
    await page.locator("#close").click();
  });

  await check("boxes can be hidden", async () => {
    await page.locator("#boxes").uncheck();
    assert.ok(!await page.locator(".card svg").first().isVisible());
    await page.locator("#boxes").check();
    assert.ok(await page.locator(".card svg").first().isVisible());
  });

  await check("a narrow screen shows all without scrolling sideways", async () => {
    await page.setViewportSize({width: 380, height: 700});
    assert.ok(await page.evaluate(() =>
      document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    await page.emulateMedia({colorScheme: "dark"});
    await page.locator(".card").first().click();
    await page.screenshot({path: path.join(screenshotDir, "narrow-dark.png")});
  });

  assert.deepEqual(problems, []);
  console.log("ok: no error on the console, no request but for files");
} finally {
  await browser.close();
}
