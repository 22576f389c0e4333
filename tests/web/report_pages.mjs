// Opens the pages that `voc2lst --report` and `im2rec --report` made, as a person would.
// Usage: node report_pages.mjs LIST_PAGE PACK_PAGE SCREENSHOT_DIR
import assert from "node:assert/strict";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {browser, check, page, problems} from "./browser.mjs";

const [listPage, packPage, screenshotDir] =
  process.argv.slice(2).map((one) => path.resolve(one));

// The text beside a bar of the chart with this title, by the name of the bar.
async function bars(title) {
  const chart = page.locator(`svg[aria-label="${title}"]`);
  const texts = await chart.locator("text").allTextContents();
  return Object.fromEntries(
    Array.from({length: texts.length / 2}, (_, i) => [texts[2 * i], texts[2 * i + 1]]));
}

// Decodes the pictures, because a data URI of garbage is no failed request.
async function pictureSizes() {
  return page.evaluate(() => Promise.all(
    [...document.querySelectorAll("figure image")].map(async (one) => {
      const image = new Image();
      image.src = one.href.baseVal;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight,
        one.width.baseVal.value, one.height.baseVal.value];
    })));
}

async function fitsTheScreen() {
  assert.ok(await page.evaluate(() =>
    document.documentElement.scrollWidth <= document.documentElement.clientWidth));
}

try {
  await check("the page of voc2lst has counts, charts and problems", async () => {
    await page.goto(pathToFileURL(listPage).href);
    const values = await page.locator("table").first().textContent();
    assert.match(values, /images in the list\s*12/);
    const perClass = await bars("Objects per class");
    assert.equal(Object.keys(perClass).includes("</script><b>\"&"), true,
      `names are text: ${Object.keys(perClass)}`);
    assert.equal(await page.locator("b, script").count(), 0);
    const headings = await page.locator("h2").allTextContents();
    for (const kind of ["empty_box: 6 (the first 5 are shown)", "outside_box: 1"]) {
      assert.ok(headings.includes(kind), `${kind} is among ${headings}`);
    }
  });

  await check("each problem has its picture, with its box in the frame", async () => {
    const sizes = await pictureSizes();
    assert.equal(sizes.length, 6);
    for (const [width, height, shownWidth, shownHeight] of sizes) {
      assert.deepEqual([width, height], [shownWidth, shownHeight]);
      assert.ok(width > 0 && width <= 240 && height > 0 && height <= 240);
    }
    const stroke = 4;
    for (const figure of await page.locator("figure").all()) {
      const frame = await figure.locator("svg").boundingBox();
      const box = await figure.locator("path").boundingBox();
      const place = JSON.stringify([box, frame]);
      assert.ok(box.x >= frame.x - stroke, place);
      assert.ok(box.y >= frame.y - stroke, place);
      assert.ok(box.x + box.width <= frame.x + frame.width + stroke, place);
      assert.ok(box.y + box.height <= frame.y + frame.height + stroke, place);
      assert.match(await figure.locator("figcaption").textContent(), /\.xml:\d+: object \d+ \(/);
    }
    await page.locator("figure").first().scrollIntoViewIfNeeded();
    await page.screenshot({path: path.join(screenshotDir, "voc2lst-report.png")});
  });

  await check("the page of im2rec has counts, charts and skipped images", async () => {
    await page.goto(pathToFileURL(packPage).href);
    const values = await page.locator("table").first().textContent();
    assert.match(values, /records\s*11/);
    assert.match(values, /skipped\s*1/);
    assert.ok(await page.locator("svg[role=img]").count() >= 4);
    assert.match(await page.locator("figcaption").textContent(), /^line \d+: JPEGImages/);
    await page.screenshot({path: path.join(screenshotDir, "im2rec-report.png")});
  });

  await check("a narrow screen shows both without scrolling sideways", async () => {
    await page.setViewportSize({width: 380, height: 700});
    await fitsTheScreen();
    await page.goto(pathToFileURL(listPage).href);
    await fitsTheScreen();
    await page.emulateMedia({colorScheme: "dark"});
    await page.screenshot({path: path.join(screenshotDir, "report-narrow-dark.png")});
  });

  assert.deepEqual(problems, []);
  console.log("ok: no error on the console, no request but for files");
} finally {
  await browser.close();
}
