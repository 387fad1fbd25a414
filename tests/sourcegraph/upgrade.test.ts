import assert from "node:assert/strict";
import fc from "fast-check";
import { checkUpgrade } from "../../sourcegraph/upgrade/check.ts";
import { gateBetween } from "../../sourcegraph/upgrade/gates.ts";
import { minorOf, nextMinor, stepsBetween } from "../../sourcegraph/upgrade/path.ts";
import { versions } from "../../sourcegraph/versions/index.ts";
import { compareVersions } from "../../sourcegraph/versions/version.ts";

const check = (from: string, to: string) => checkUpgrade(from, to, versions);

describe("a change of version", () => {
  it("may be none, a patch in either direction, or the next minor version", () => {
    assert.deepEqual(check("7.2.0", "7.2.0"), { kind: "none", notes: [] });
    assert.deepEqual(check("7.2.0", "7.2.1943"), { kind: "patch", notes: [] });
    assert.deepEqual(check("7.2.1943", "7.2.0"), { kind: "patch", notes: [] });
    assert.deepEqual(check("7.2.0", "7.3.2527"), { kind: "minor", notes: [] });
    assert.deepEqual(check("6.12.5040", "7.0.0"), { kind: "minor", notes: [] });
    assert.deepEqual(check("3.43.2", "4.0.1"), { kind: "minor", notes: [] });
  });

  it("says what must be known before", () => {
    assert.deepEqual(check("6.3.0", "6.4.1").notes, [
      "repo-updater and symbols are gone; what was set for them belongs to worker and searcher.",
    ]);
  });

  it("never skips a minor version: the way is shown, by the newest patch of each", () => {
    assert.throws(() => check("6.12.5040", "7.3.0"), {
      name: "UserError",
      message:
        "From 6.12.5040 to 7.3.0 skips minor versions, and each one's migrations expect those of the one before.\n" +
        "→ Go to 7.0.2852, then 7.1.2426, then 7.2.1943, then 7.3.0, and wait after each until everything is ready.",
    });
  });

  it("names minor versions of which no patch is known", () => {
    assert.throws(() => check("6.10.1", "6.12.5040"), {
      message: /→ Go to the newest patch of 6\.11, then 6\.12\.5040, and wait/,
    });
  });

  it("never goes back over migrations: what can be done is told", () => {
    assert.throws(() => check("7.3.0", "7.2.1943"), {
      name: "UserError",
      message: /^From 7\.3\.0 back to 7\.2\.1943 crosses database migrations.*\n→ Stay at 7\.3\.0 or a patch of 7\.3\./,
    });
    assert.throws(() => check("7.0.0", "6.12.5040"), /back to 6\.12\.5040/);
  });

  it("doesn't pass a gate: where to go instead is told", () => {
    assert.throws(() => check("5.9.45", "5.10.0"), /\n→ Go to 5\.10\.1164 instead\.$/);
    assert.throws(() => check("5.11.0", "6.0.0"), /\n→ Go to 5\.11\.6271 first, and from there on\.$/);
    assert.deepEqual(check("5.11.6271", "6.0.0"), { kind: "minor", notes: [] });
    assert.throws(() => check("3.30.2", "3.31.1"), /3\.31 can only be reached from 3\.30\.3/);
    assert.equal(check("3.30.3", "3.31.1").kind, "minor");
  });
});

describe("gates", () => {
  it("don't stand in the way of those who are past them", () => {
    assert.equal(gateBetween("5.10.0", "5.10.0"), undefined);
    assert.equal(gateBetween("7.2.0", "7.3.0"), undefined);
  });
});

describe("the way between versions", () => {
  const version = fc
    .tuple(fc.constantFrom([3, 43], [4, 5], [5, 11], [6, 12], [7, 30]), fc.nat(), fc.nat(65_535))
    .map(([[major, last], minor, patch]) => `${major}.${minor % (last! + 1)}.${patch}`);

  it("goes up one minor version at a time and ends where it should", () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        const [from, to] = compareVersions(one, other) <= 0 ? [one, other] : [other, one];
        const minors = [from, ...stepsBetween(from, to, versions).map(({ version }) => version)].map((each) =>
          /^\d+\.\d+$/.test(each) ? each : minorOf(each),
        );
        assert.equal(minors.at(-1), minorOf(to));
        for (const [index, minor] of minors.slice(1).entries()) {
          const before = minors[index]!;
          assert.ok(minor === nextMinor(`${before}.0`) || minor === before);
        }
      }),
    );
  });
});
