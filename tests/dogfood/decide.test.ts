import assert from "node:assert/strict";
import fc from "fast-check";
import { type Decision, decide, type Seen } from "../../dogfood/decide.ts";
import { changedText } from "../../dogfood/edit.ts";
import type { Health } from "../../dogfood/health.ts";
import { newestComplete } from "../../dogfood/newest.ts";
import { parseSpecification } from "../../spec/load.ts";
import { isQuiet, weekdays } from "../../spec/quiet-hours.ts";
import { file, followFiles, sha } from "../support/dogfood.ts";
import { today } from "../support/specification.ts";

const [a, b, c] = [sha("a"), sha("b"), sha("c")];
const now = Date.parse("2026-11-22T12:00:00Z");
const minutes = 60_000;
const base = { repository: "example/product", branch: "main" };
const healthy: Health = { state: "healthy" };
const unhealthy = (since: number): Health => ({ state: "unhealthy", since, why: "gitserver is not ready" });

const seen = (more: Partial<Seen> = {}): Seen => ({ follow: base, unbuilt: 0, health: healthy, now, ...more });

describe("deciding what an environment that follows a branch runs", () => {
  const cases: [what: string, seen: Partial<Seen>, decision: Decision][] = [
    ["moves to the newest commit", { newest: a }, { do: "move", to: a }],
    ["moves what was never deployed", { newest: a, health: { state: "absent" } }, { do: "move", to: a }],
    [
      "moves on from a good commit",
      { commit: a, newest: b, follow: { ...base, good: [a] } },
      { do: "move", from: a, to: b },
    ],
    ["waits for something newer", {}, { do: "wait", because: "nothing new", detail: "no commit is newer" }],
    [
      "waits for images",
      { unbuilt: 1 },
      { do: "wait", because: "images missing", detail: "1 newer commit doesn't have all their images yet" },
    ],
    ["marks what became healthy", { commit: a, newest: b }, { do: "mark", commit: a }],
    [
      "waits for what is being judged, whatever is newer",
      { commit: a, newest: b, health: unhealthy(now - 59 * minutes) },
      {
        do: "wait",
        because: "unjudged",
        detail: "gitserver is not ready; it is taken back at 2026-11-22 12:01 UTC unless it becomes healthy",
      },
    ],
    [
      "takes back what didn't become healthy",
      { commit: b, back: a, newest: c, health: unhealthy(now - 60 * minutes) },
      { do: "return", from: b, to: a, because: "gitserver is not ready" },
    ],
    [
      "takes back to the release where nothing ever was good",
      { commit: b, health: unhealthy(now - 60 * minutes) },
      { do: "return", from: b, because: "gitserver is not ready" },
    ],
    [
      "is as patient as the file says",
      { commit: b, back: a, follow: { ...base, patience: "5m" }, health: unhealthy(now - 5 * minutes) },
      { do: "return", from: b, to: a, because: "gitserver is not ready" },
    ],
    [
      "blames no commit that isn't being deployed",
      { commit: b, back: a, health: { state: "pending", why: "its deployment has not begun" } },
      { do: "wait", because: "unjudged", detail: "its deployment has not begun" },
    ],
    [
      "blames no commit for a cluster that doesn't answer",
      { commit: b, back: a, health: { state: "unknown", why: "no answer in 10 s" } },
      { do: "wait", because: "unjudged", detail: "no answer in 10 s" },
    ],
    [
      "leaves alone what was good and isn't well",
      { commit: a, newest: b, follow: { ...base, good: [a] }, health: unhealthy(0) },
      { do: "wait", because: "unwell", detail: "gitserver is not ready" },
    ],
    [
      "does nothing while it is paused, not even take back",
      {
        commit: b,
        back: a,
        follow: { ...base, paused: { by: "ada", since: "2026-11-20T10:00:00Z", reason: "A demo." } },
        health: unhealthy(0),
      },
      { do: "wait", because: "paused", detail: "by ada since 2026-11-20T10:00:00Z: A demo." },
    ],
    [
      "waits in quiet hours",
      { newest: a, follow: { ...base, quietHours: [{ days: ["sun"], from: "11:00", to: "13:30", zone: "UTC" }] } },
      { do: "wait", because: "quiet hours", detail: "until 2026-11-22 13:30 UTC" },
    ],
    [
      "says that quiet hours have no end",
      {
        newest: a,
        follow: { ...base, quietHours: [{ days: [...weekdays], from: "00:00", to: "24:00", zone: "UTC" }] },
      },
      { do: "wait", because: "quiet hours", detail: "they have no end" },
    ],
    [
      "takes back in quiet hours",
      {
        commit: b,
        back: a,
        follow: { ...base, quietHours: [{ days: ["sun"], from: "11:00", to: "13:30", zone: "UTC" }] },
        health: unhealthy(0),
      },
      { do: "return", from: b, to: a, because: "gitserver is not ready" },
    ],
    [
      "doesn't go to what failed",
      { commit: a, newest: b, follow: { ...base, good: [a], bad: [b] } },
      { do: "wait", because: "nothing new", detail: "no commit is newer" },
    ],
  ];
  for (const [what, more, decision] of cases) it(what, () => assert.deepEqual(decide(seen(more)), decision));
});

describe("the newest commit that may be gone to", () => {
  const find = async (history: string[], commit: string | undefined, bad: string[], built: string[]) => {
    const asked: string[] = [];
    const found = await newestComplete(history, { ...(commit && { commit }), bad }, async (each) => {
      asked.push(each);
      return built.includes(each);
    });
    return [found, asked];
  };

  it("is the first one with all its images, and no more is asked for", async () => {
    assert.deepEqual(await find([c, b, a], undefined, [], [b, a]), [{ newest: b, unbuilt: 1 }, [c, b]]);
  });

  it("is newer than what runs and than what failed", async () => {
    assert.deepEqual(await find([c, b, a], b, [], [a, b]), [{ unbuilt: 1 }, [c]]);
    assert.deepEqual(await find([c, b, a], a, [c], [a, b, c]), [{ unbuilt: 0 }, []]);
  });
});

describe("following a branch, whatever happens", () => {
  const hex = fc.constantFrom(..."0123456789abcdef").map(sha);
  const healths: fc.Arbitrary<Health> = fc.oneof(
    fc.constant(healthy),
    fc.constant<Health>({ state: "absent" }),
    fc.constant<Health>({ state: "pending", why: "" }),
    fc.constant<Health>({ state: "unknown", why: "" }),
    fc.integer({ min: 0, max: 180 }).map((ago) => unhealthy(now - ago * minutes)),
  );
  const quiet = fc.array(
    fc.record({
      days: fc.subarray([...weekdays], { minLength: 1 }),
      from: fc.constantFrom("00:00", "09:30", "22:00"),
      to: fc.constantFrom("06:00", "12:30", "24:00"),
      zone: fc.constantFrom("UTC", "Europe/London", "America/New_York"),
    }),
    { maxLength: 2 },
  );
  const anything: fc.Arbitrary<Seen> = fc
    .record({
      commit: fc.option(hex, { nil: undefined }),
      newest: fc.option(hex, { nil: undefined }),
      back: fc.option(hex, { nil: undefined }),
      good: fc.uniqueArray(hex, { maxLength: 4 }),
      bad: fc.uniqueArray(hex, { maxLength: 4 }),
      quietHours: quiet,
      health: healths,
      unbuilt: fc.nat(3),
      later: fc.nat(10_000),
    })
    .map(({ commit, newest, back, good, bad, quietHours, health, unbuilt, later }) => {
      const failed = bad.filter((each) => !good.includes(each) && each !== commit);
      return {
        follow: { ...base, good, bad: failed, quietHours },
        health,
        unbuilt,
        now: now + later * minutes,
        ...(commit && { commit }),
        ...(newest && { newest }),
        ...(back && good.includes(back) && { back }),
      };
    });

  it("never goes to a commit that failed, never moves in quiet hours, and never past what isn't judged", () => {
    fc.assert(
      fc.property(anything, (world) => {
        const decision = decide(world);
        const { good = [], bad = [], quietHours = [] } = world.follow;
        if (decision.do === "move") {
          assert.ok(!bad.includes(decision.to));
          assert.ok(!isQuiet(quietHours, world.now));
          assert.ok(world.commit === undefined || good.includes(world.commit));
          assert.notEqual(decision.to, world.commit);
          assert.ok(world.health.state === "healthy" || world.health.state === "absent");
        }
        if (decision.do === "return") {
          assert.equal(decision.from, world.commit);
          assert.ok(!good.includes(decision.from));
          assert.ok(decision.to === undefined || good.includes(decision.to));
        }
        if (decision.do === "mark") assert.deepEqual([decision.commit, world.health.state], [world.commit, "healthy"]);
      }),
      { numRuns: 500 },
    );
  });

  it("comes to rest at the newest commit that works, each tried once, with a file that passes every check", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(hex, { minLength: 1, maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (line, works) => {
          const well = new Set(line.filter((_, index) => works[index]));
          let files = followFiles();
          const tried: string[] = [];
          let arrived = 0;
          // One commit is pushed whenever all is quiet.
          for (let turn = 0; turn < 60; turn++) {
            const { deployment, follow } = parseSpecification(files, today).environments.get("demo")!;
            const { commit } = deployment;
            const health = commit === undefined || well.has(commit) ? healthy : unhealthy(now - 61 * minutes);
            const history = line.slice(0, arrived).toReversed();
            const found = await newestComplete(history, { ...follow, ...(commit && { commit }) }, async () => true);
            const back = follow!.good?.[0];
            const decision = decide({
              follow: follow!,
              health,
              now,
              ...found,
              ...(commit && { commit }),
              ...(back && { back }),
            });
            if (decision.do === "wait") {
              if (arrived === line.length) break;
              arrived += 1;
              continue;
            }
            if (decision.do === "move") tried.push(decision.to);
            files = new Map(files).set(file, changedText(files.get(file)!, decision));
          }
          const { deployment } = parseSpecification(files, today).environments.get("demo")!;
          assert.equal(
            deployment.commit,
            line.findLast((each) => well.has(each)),
          );
          assert.deepEqual(tried, line);
        },
      ),
      { numRuns: 60 },
    );
  });
});
