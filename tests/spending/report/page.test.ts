/// <reference lib="dom" />
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

describe("the page of a report", function () {
  this.timeout(120_000);
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
    const found = await page.evaluate(() => ({
      scripts: document.scripts.length,
      images: document.images.length,
      links: document.querySelectorAll("a, iframe, object, form, [onclick], [onerror]").length,
    }));
    assert.deepEqual(found, { scripts: 0, images: 0, links: 0 });
    await page.close();
  });

  it("shows rows that add up to the total, to the cent", async () => {
    const { page } = await open(1200);
    const amounts = await page.$$eval("table.cards", ([table]) =>
      [...table!.querySelectorAll("tr.row, tr.total")].map((row) => [
        row.className,
        Number(row.querySelector("td")!.textContent!.replaceAll(",", "").replace("−", "-")),
      ]),
    );
    const cents = (kind: string) =>
      amounts.filter(([name]) => name === kind).reduce((sum, [, amount]) => sum + Math.round(Number(amount) * 100), 0);
    assert.equal(cents("row"), cents("total"));
    assert.equal(cents("total"), Math.round(shown.total.toDate / 10_000));
    await page.close();
  });

  it("has a bar for each day, of the height of its cost", async () => {
    const { page } = await open(1200);
    const bars = await page.$$eval("figure .plot rect", (all) =>
      all.map((bar) => [bar.getAttribute("class"), Number(bar.getAttribute("height"))]),
    );
    assert.equal(bars.length, 30);
    assert.deepEqual(
      bars.map(([kind]) => kind),
      shown.days.map(({ complete }) => (complete ? "this" : "pale")),
    );
    const highest = Math.max(...shown.days.map(({ amount }) => amount));
    const most = bars.findIndex(([, height]) => height === Math.max(...bars.map(([, each]) => Number(each))));
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
      const found = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - window.innerWidth,
        outside: [...document.querySelectorAll("td, th, dd, dt, p, h1, h2")]
          .filter((each) => each.getClientRects().length > 0)
          .filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1).length,
        smallest: Math.min(
          ...[...document.querySelectorAll("td, th, dd, small, .tick")].map((each) =>
            Number.parseFloat(getComputedStyle(each).fontSize),
          ),
        ),
      }));
      assert.ok(found.wide <= 0, `${found.wide} too wide`);
      assert.equal(found.outside, 0);
      assert.ok(found.smallest >= 11, `${found.smallest}`);
      await page.close();
    });
  }

  it("prints on white, with every row and no part of one on another page", async () => {
    const { page } = await open(1200);
    await page.emulateMediaType("print");
    const found = await page.evaluate(() => ({
      paper: getComputedStyle(document.body).backgroundColor,
      breaks: getComputedStyle(document.querySelector("tr.row")!).breakInside,
    }));
    assert.deepEqual(found, { paper: "rgb(255, 255, 255)", breaks: "avoid" });
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(Buffer.from(pdf.subarray(0, 5)).toString(), "%PDF-");
    await page.close();
  });

  for (const scheme of ["light", "dark"] as const) {
    it(`can be read on ${scheme}: text stands out from what is behind it (WCAG AA)`, async () => {
      const { page } = await open(1200);
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const worst = await page.evaluate(() => {
        const numbers = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
        const light = (colour: string) => {
          const [r, g, b] = numbers(colour).map((part) => {
            const share = part / 255;
            return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
        };
        const behind = (element: Element | null): string => {
          if (!element) return "rgb(255, 255, 255)";
          const colour = getComputedStyle(element).backgroundColor;
          return numbers(colour)[3] === 0 ? behind(element.parentElement) : colour;
        };
        const contrasts = [...document.querySelectorAll("p, th, td, dt, dd, small, span, summary, h1, h2")].map(
          (each) => {
            const [a, b] = [light(getComputedStyle(each).color), light(behind(each))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          },
        );
        return Math.min(...contrasts);
      });
      assert.ok(worst >= 4.5, `${worst}`);
      await page.close();
    });
  }

  it("tells what it is to those who don't see it", async () => {
    const { page } = await open(1200);
    const found = await page.evaluate(() => {
      const chart = document.querySelector("figure svg[role=img]")!;
      return {
        language: document.documentElement.lang,
        titles: document.querySelectorAll("h1, main").length,
        chart: document.getElementById(chart.getAttribute("aria-labelledby")!)?.textContent,
        heads: [...document.querySelectorAll("th")].every((head) => head.hasAttribute("scope")),
        mute: [...document.querySelectorAll("svg:not([role=img])")].every((each) => each.ariaHidden === "true"),
        days: document.querySelectorAll("details tbody tr").length,
      };
    });
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
