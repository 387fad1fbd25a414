import assert from "node:assert/strict";
import { isQuiet, type QuietHours, quietUntil } from "../../spec/quiet-hours.ts";

const nights: QuietHours = {
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: "22:00",
  to: "06:00",
  zone: "Europe/London",
};
const at = (time: string): number => Date.parse(time);
const until = (hours: QuietHours[], time: string) => new Date(quietUntil(hours, at(time))!).toISOString();

/** The minutes of a span at which it is or ceases to be quiet, in UTC. */
function edges(hours: QuietHours, from: string, to: string): string[] {
  const found: string[] = [];
  for (let time = at(from); time < at(to); time += 60_000) {
    const quiet = isQuiet([hours], time);
    if (quiet === isQuiet([hours], time - 60_000)) continue;
    found.push(`${quiet ? "quiet" : "loud"} ${new Date(time).toISOString().slice(8, 16)}`);
  }
  return found;
}

describe("quiet hours", () => {
  it("begin on their days and end on the next morning", () => {
    // A week in November, when London has the time of Greenwich: the 23rd is a Monday.
    assert.deepEqual(edges(nights, "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"), [
      "quiet 23T22:00",
      "loud 24T06:00",
      "quiet 24T22:00",
      "loud 25T06:00",
      "quiet 25T22:00",
      "loud 26T06:00",
      "quiet 26T22:00",
      "loud 27T06:00",
      "quiet 27T22:00",
      "loud 28T06:00",
    ]);
  });

  it("can be whole days, in the zone's own calendar", () => {
    const sunday: QuietHours = { days: ["sun"], from: "00:00", to: "24:00", zone: "America/New_York" };
    assert.deepEqual(edges(sunday, "2026-11-21T00:00:00Z", "2026-11-24T00:00:00Z"), [
      "quiet 22T05:00",
      "loud 23T05:00",
    ]);
  });

  it("follow the clock on the wall when it is set forward: an hour that isn't there isn't waited for", () => {
    // On 29 March 2026 at 01:00 UTC clocks in London show 02:00.
    const hours: QuietHours = { days: ["sun"], from: "01:30", to: "03:00", zone: "Europe/London" };
    assert.deepEqual(edges(hours, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z"), ["quiet 29T01:00", "loud 29T02:00"]);
    const gone: QuietHours = { ...hours, from: "01:10", to: "01:50" };
    assert.deepEqual(edges(gone, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z"), []);
    const night: QuietHours = { ...nights, days: ["sat"] };
    assert.deepEqual(edges(night, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), ["quiet 28T22:00", "loud 29T05:00"]);
  });

  it("follow it when it is set back: an hour that comes twice counts twice", () => {
    // On 25 October 2026 at 01:00 UTC clocks in London show 01:00 again.
    const hours: QuietHours = { days: ["sun"], from: "01:00", to: "01:30", zone: "Europe/London" };
    assert.deepEqual(edges(hours, "2026-10-24T23:00:00Z", "2026-10-25T12:00:00Z"), [
      "quiet 25T00:00",
      "loud 25T00:30",
      "quiet 25T01:00",
      "loud 25T01:30",
    ]);
  });

  it("end where none of them is left", () => {
    const morning: QuietHours = { ...nights, from: "05:00", to: "09:00" };
    assert.equal(until([nights, morning], "2026-11-24T23:10:30Z"), "2026-11-25T09:00:00.000Z");
    const always: QuietHours = {
      days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
      from: "00:00",
      to: "24:00",
      zone: "UTC",
    };
    assert.equal(quietUntil([always], at("2026-11-24T23:10:00Z")), undefined);
    assert.equal(isQuiet([], at("2026-11-24T23:10:00Z")), false);
  });
});
