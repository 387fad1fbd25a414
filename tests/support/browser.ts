import chromium from "@sparticuz/chromium";
import puppeteer, { type Browser } from "puppeteer-core";

/**
 * Starts a browser: the one that SGDIST_BROWSER names, or the Chromium that comes as a package for Linux on x86. Undefined
 * where there is neither; a test then says that it was skipped.
 */
export async function startBrowser(): Promise<Browser | undefined> {
  const own = process.env.SGDIST_BROWSER;
  if (!own && (process.platform !== "linux" || process.arch !== "x64")) return undefined;
  return puppeteer.launch({
    executablePath: own ?? (await chromium.executablePath()),
    // It shows only pages that tests made; as root it has no sandbox, and without a screen no graphics.
    args: ["--no-sandbox", "--disable-gpu", "--no-zygote", "--single-process", "--disable-dev-shm-usage"],
    headless: "shell",
  });
}
