/** Milliseconds between two lines where the screen can't be rewritten. */
const lineEvery = 15_000;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Shows on standard error that something is going on, and for how long, until it is over. Things that take less than
 * two seconds leave no trace.
 * @template T
 * @param {string} what
 * @param {(say: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(what, work) {
  const start = Date.now();
  const terminal = process.stderr.isTTY && !process.env.CI;
  let detail = "";
  let frame = 0;
  let lastLine = 0;
  const text = () => `${what}${detail ? ` · ${detail}` : ""} · ${duration(Date.now() - start)}`;
  const show = () => {
    const elapsed = Date.now() - start;
    if (elapsed < 2000) return;
    if (terminal) {
      const line = `${frames[frame++ % frames.length]} ${text()}`;
      process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    } else if (Date.now() - lastLine >= lineEvery) {
      lastLine = Date.now();
      process.stderr.write(`… ${text()}\n`);
    }
  };
  const timer = setInterval(show, 100);
  try {
    const result = await work((next) => {
      detail = next;
    });
    if (Date.now() - start >= 2000) process.stderr.write(`${terminal ? "\r\x1b[2K" : ""}✔ ${text()}\n`);
    return result;
  } catch (error) {
    if (terminal) process.stderr.write("\r\x1b[2K");
    process.stderr.write(`✘ ${text()}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
