import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { reportHtml } from "../../../spending/report/formats/html/index.ts";
import type { Report } from "../../../spending/report/report.ts";
import { exportProject, exportRow } from "../../support/billing-export.ts";
import { startBrowser } from "../../support/browser.ts";
import { everyShape } from "../../support/every-shape.ts";
import { hostileNames } from "../../support/hostile.ts";
import { inPage } from "../../support/in-page.ts";
import { reportOf } from "../../support/report.ts";

/** The report of every shape, and of projects with names that would do harm. */
const hostileReport = (): Promise<Report> => {
  const rows = hostileNames.map((name, index) =>
    exportRow("2026-11-13T12:00:00Z", 3 + index, {
      project: exportProject(`${name}${index}`, name, [name], { owner: name }),
      service: { id: "x", description: name },
      sku: { id: "y", description: name },
    }),
  );
  return reportOf([...everyShape, ...rows], { currency: "USD" });
};

describe("the page of a report", () => {
  let browser: Browser | undefined;
  let folder: string;
  let address: string;
  let shown: Report;

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    folder = mkdtempSync(join(tmpdir(), "sgdist-page-"));
    shown = await hostileReport();
    writeFileSync(join(folder, "report.html"), reportHtml(shown));
    address = pathToFileURL(join(folder, "report.html")).href;
  });
  after(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page, and tells of everything that it asked for, and of what went wrong in it. */
  async function open(width: number): Promise<{ page: Page; asked: string[]; wrong: string[] }> {
    const page = await browser!.newPage();
    const [asked, wrong]: [string[], string[]] = [[], []];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => wrong.push(message.text()));
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("dialog", (dialog) => {
      wrong.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.setViewport({ width, height: 800 });
    await page.goto(address);
    return { page, asked, wrong };
  }

  it("asks for nothing but itself, and nothing in it does what names say", async () => {
    const { page, asked, wrong } = await open(1200);
    assert.deepEqual([asked, wrong], [[address], []]);
    const active = "script, img, a, iframe, object, embed, form, link, base, [onclick], [onerror], [onmouseover]";
    assert.equal((await page.$$(active)).length, 0);
    await page.close();
  });

  it("shows rows that add up to the total, to the cent", async () => {
    const { page } = await open(1200);
    const cents = async (kind: string) => {
      const shown = await inPage<string[]>(page, `textsOf("table.cards tr.${kind} td:first-of-type")`);
      const amounts = shown.map((text) => Math.round(Number(text.replaceAll(",", "").replace("−", "-")) * 100));
      return amounts.reduce((sum, each) => sum + each, 0);
    };
    assert.equal(await cents("row"), await cents("total"));
    assert.equal(await cents("total"), Math.round(shown.total.toDate / 10_000));
    await page.close();
  });

  it("has a bar for each day, of the height of its cost", async () => {
    const { page } = await open(1200);
    const bars = await inPage<[kind: string, height: number][]>(page, "bars()");
    assert.equal(bars.length, 30);
    assert.deepEqual(
      bars.map(([kind]) => kind),
      shown.days.map(({ complete }) => (complete ? "this" : "pale")),
    );
    const highest = Math.max(...shown.days.map(({ amount }) => amount));
    const most = bars.findIndex(([, height]) => height === Math.max(...bars.map(([, each]) => each)));
    assert.equal(shown.days[most]!.amount, highest);
    await page.close();
  });

  for (const [screen, width] of [
    ["a phone", 360],
    ["a small window", 760],
    ["a wide screen", 1600],
  ] as const) {
    it(`fits ${screen}: nothing has to be moved sideways, and no text is cut off`, async () => {
      const { page } = await open(width);
      const found = await inPage<{ wide: number; outside: number; smallest: number }>(page, "fit()");
      assert.ok(found.wide <= 0, `${found.wide} too wide`);
      assert.equal(found.outside, 0);
      assert.ok(found.smallest >= 11, `${found.smallest}`);
      await page.close();
    });
  }

  it("prints on white, with every row and no part of one on another page", async () => {
    const { page } = await open(1200);
    await page.emulateMediaType("print");
    const found = await inPage<object>(page, "printed()");
    assert.deepEqual(found, { paper: "rgb(255, 255, 255)", breaks: "avoid" });
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(Buffer.from(pdf.subarray(0, 5)).toString(), "%PDF-");
    await page.close();
  });

  for (const scheme of ["light", "dark"] as const) {
    it(`can be read on ${scheme}: text stands out from what is behind it (WCAG AA)`, async () => {
      const { page } = await open(1200);
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const worst = await inPage<number>(page, "worstContrast()");
      assert.ok(worst >= 4.5, `${worst}`);
      await page.close();
    });
  }

  it("tells what it is to those who don't see it", async () => {
    const { page } = await open(1200);
    const found = await inPage<object>(page, "spoken()");
    assert.deepEqual(found, {
      language: "en-GB",
      titles: 2,
      chart: "What each day cost, beside the same day of last month. The table below has the figures.",
      heads: true,
      mute: true,
      days: 30,
    });
    await page.close();
  });
});
