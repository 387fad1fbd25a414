import type { Page } from "puppeteer-core";

/** What tests ask of a page, as text: it runs in the browser, whose types are no business of the rest of the project. */
const questions = `
  const all = (selector) => [...document.querySelectorAll(selector)];
  const textsOf = (selector) => all(selector).map((each) => each.textContent);
  const bars = () =>
    all("figure .plot rect").map((bar) => [bar.getAttribute("class"), Number(bar.getAttribute("height"))]);

  const fit = () => ({
    wide: document.documentElement.scrollWidth - window.innerWidth,
    outside: all("td, th, dd, dt, p, h1, h2")
      .filter((each) => each.getClientRects().length > 0)
      .filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1).length,
    smallest: Math.min(...all("td, th, dd, small, .tick").map((each) => parseFloat(getComputedStyle(each).fontSize))),
  });

  const printed = () => ({
    paper: getComputedStyle(document.body).backgroundColor,
    breaks: getComputedStyle(document.querySelector("tr.row")).breakInside,
  });

  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = parts(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    if (!element) return "rgb(255, 255, 255)";
    const colour = getComputedStyle(element).backgroundColor;
    return parts(colour)[3] === 0 ? behind(element.parentElement) : colour;
  };
  const worstContrast = () =>
    Math.min(
      ...all("p, th, td, dt, dd, small, span, summary, h1, h2").map((each) => {
        const [a, b] = [luminance(getComputedStyle(each).color), luminance(behind(each))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      }),
    );

  const spoken = () => ({
    language: document.documentElement.lang,
    titles: all("h1, main").length,
    chart: document.getElementById(document.querySelector("figure svg[role=img]").getAttribute("aria-labelledby"))
      ?.textContent,
    heads: all("th").every((head) => head.hasAttribute("scope")),
    mute: all("svg:not([role=img])").every((each) => each.ariaHidden === "true"),
    days: all("details tbody tr").length,
  });
`;

/** Asks a page one of the questions above. */
export const inPage = async <T>(page: Page, question: string): Promise<T> =>
  (await page.evaluate(`(() => { ${questions}; return ${question}; })()`)) as T;
