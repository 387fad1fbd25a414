import assert from "node:assert/strict";
import { considerNow, follow, pause, resume } from "../../dogfood/desk.ts";
import { healthOf } from "../../dogfood/health.ts";
import { parseSpecification } from "../../spec/load.ts";
import { file, followFiles, illAt, sha, TestDesk, wellAt } from "../support/dogfood.ts";
import { today } from "../support/specification.ts";

const [a, b, c] = [sha("a"), sha("b"), sha("c")];
const now = Date.parse("2026-11-22T12:00:00Z");
const hour = 3_600_000;
const link = "https://github.com/example/product";

const demoOf = (desk: TestDesk) => parseSpecification(desk.infrastructure.files, today).environments.get("demo")!;
const saidOf = (desk: TestDesk) => desk.infrastructure.commits.map(({ message }) => message);
const listsOf = (desk: TestDesk) => {
  const { deployment, follow: said } = demoOf(desk);
  return [deployment.commit, said?.good, said?.bad];
};

describe("following a branch by commits", () => {
  it("takes a commit, marks it, takes back the next, doesn't try that again, and takes the one after", async () => {
    const desk = new TestDesk(followFiles(), now);
    desk.line.line = [a];
    desk.built.add(a);
    await follow(desk, "demo");
    assert.deepEqual(listsOf(desk), [a, undefined, undefined]);

    desk.world = wellAt(a, now);
    await follow(desk, "demo");
    assert.deepEqual(listsOf(desk), [a, [a], undefined]);
    assert.equal((await follow(desk, "demo")).made, undefined);

    desk.line.line = [b, a];
    desk.built.add(b);
    await follow(desk, "demo");
    desk.world = illAt(b, now);
    assert.equal((await follow(desk, "demo")).decision.do, "wait");
    desk.time += hour;
    await follow(desk, "demo");
    assert.deepEqual(listsOf(desk), [a, [a], [b]]);

    desk.world = wellAt(a, desk.time);
    assert.deepEqual((await follow(desk, "demo")).decision, {
      do: "wait",
      because: "nothing new",
      detail: "no commit is newer",
    });
    desk.line.line = [c, b, a];
    assert.equal((await follow(desk, "demo")).made, undefined);
    desk.built.add(c);
    await follow(desk, "demo");
    desk.world = wellAt(c, desk.time);
    await follow(desk, "demo");
    assert.deepEqual(listsOf(desk), [c, [c, a], [b]]);

    const short = (commit: string) => commit.slice(0, 12);
    const why = "Why: it is the newest commit of main whose images are all there.";
    assert.deepEqual(saidOf(desk), [
      `Move demo to ${short(a)}\n\nFrom: the newest release\nTo: ${link}/commit/${a}\n${why}\n`,
      `Mark ${short(a)} as good in demo\n\nCommit: ${link}/commit/${a}\nWhy: everything of it is ready.\n`,
      `Move demo to ${short(b)}\n\nFrom: ${link}/commit/${a}\nTo: ${link}/commit/${b}\n${why}\nChanges: ${link}/compare/${a}...${b}\n`,
      `Return demo from ${short(b)} to ${short(a)}\n\nFrom: ${link}/commit/${b}\nTo: ${link}/commit/${a}\nWhy: it didn't become ` +
        "healthy in time: its deployment failed; not ready: sourcegraph 0/1 (ErrImagePull)\n",
      `Move demo to ${short(c)}\n\nFrom: ${link}/commit/${a}\nTo: ${link}/commit/${c}\n${why}\nChanges: ${link}/compare/${a}...${c}\n`,
      `Mark ${short(c)} as good in demo\n\nCommit: ${link}/commit/${c}\nWhy: everything of it is ready.\n`,
    ]);
    const text = desk.infrastructure.files.get(file)!;
    assert.match(text, /^# Shown to customers\.\nname: demo\n/);
  });

  it("goes back to the release where nothing was good, and to the last good one whose images are still there", async () => {
    const first = new TestDesk(followFiles(a), now);
    first.world = illAt(a, now - hour);
    await follow(first, "demo");
    assert.deepEqual(listsOf(first), [undefined, undefined, [a]]);
    assert.equal(saidOf(first)[0]!.split("\n")[0], `Return demo from ${a.slice(0, 12)} to the newest release`);

    const second = new TestDesk(followFiles(c, `  good: [ ${b}, ${a} ]\n`), now);
    second.world = illAt(c, now - hour);
    second.built.add(a);
    await follow(second, "demo");
    assert.deepEqual(listsOf(second), [a, [b, a], [c]]);
  });

  it("decides again when somebody was quicker: a pause is heeded", async () => {
    const desk = new TestDesk(followFiles(), now);
    desk.line.line = [a];
    desk.built.add(a);
    const paused = '  paused: { by: ada, since: "2026-11-22T11:00:00Z", reason: A demo. }\n';
    desk.infrastructure.meanwhile = () => desk.infrastructure.push(file, followFiles(undefined, paused).get(file)!);
    const { decision, made } = await follow(desk, "demo");
    assert.equal(made, undefined);
    assert.deepEqual(decision, { do: "wait", because: "paused", detail: "by ada since 2026-11-22T11:00:00Z: A demo." });
    assert.equal(demoOf(desk).deployment.commit, undefined);
  });

  it("remembers no more than ten good and twenty bad commits", async () => {
    const many = (count: number, from: number) =>
      Array.from({ length: count }, (_, index) => (from + index).toString(16).padStart(40, "0"));
    const lists = `  good: [${many(10, 1)
      .map((each) => `"${each}"`)
      .join(", ")}]\n  bad: [${many(20, 100)
      .map((each) => `"${each}"`)
      .join(", ")}]\n`;
    const marked = new TestDesk(followFiles(a, lists), now);
    marked.world = wellAt(a, now);
    await follow(marked, "demo");
    assert.deepEqual(demoOf(marked).follow!.good, [a, ...many(9, 1)]);
    const failed = new TestDesk(followFiles(a, lists), now);
    failed.world = illAt(a, now - hour);
    await follow(failed, "demo");
    assert.deepEqual(demoOf(failed).follow!.bad, [a, ...many(19, 100)]);
  });

  it("only shows what it would do when asked to, and asks for no image that it needs not know of", async () => {
    const desk = new TestDesk(followFiles(b, `  good: [ ${a} ]\n`), now);
    desk.world = wellAt(b, now);
    desk.line.line = [c, b, a];
    assert.deepEqual((await considerNow(desk, "demo")).decision, { do: "mark", commit: b });
    assert.deepEqual([desk.infrastructure.commits, desk.asked], [[], [a]]);
  });

  it("is paused and resumed by commits, each once", async () => {
    const desk = new TestDesk(followFiles(), now);
    assert.ok(await pause(desk, "demo", { by: "ada", reason: "A demo." }));
    assert.deepEqual(demoOf(desk).follow?.paused, { by: "ada", since: "2026-11-22T12:00:00Z", reason: "A demo." });
    assert.equal(await pause(desk, "demo", { by: "eve", reason: "Another." }), undefined);
    assert.ok(await resume(desk, "demo", { by: "eve" }));
    assert.equal(desk.infrastructure.files.get(file), followFiles().get(file));
    assert.equal(await resume(desk, "demo", { by: "eve" }), undefined);
    assert.deepEqual(saidOf(desk), [
      "Pause demo: A demo.\n\nAsked for by ada.\n",
      "Resume demo\n\nAsked for by eve.\n",
    ]);
    await assert.rejects(pause(desk, "demo", { by: "ada", reason: "two\nlines" }), /follow\.paused\.reason: found/);
    await assert.rejects(pause(desk, "live", { by: "ada", reason: "A demo." }), {
      message: "No environment live follows a branch. There are: demo.",
    });
  });

  it("puts nothing into a message that GitHub would act upon", async () => {
    const desk = new TestDesk(followFiles(b), now);
    const hostile = "[skip ci]\nskip-checks: true, fixes #12 for @ada \u001b[31m";
    const ill = illAt(b, now - hour);
    const [service] = ill.application!.services;
    desk.world = { ...ill, application: { ...ill.application!, services: [{ ...service!, reason: hostile }] } };
    await follow(desk, "demo");
    const [message] = saidOf(desk);
    assert.equal(
      message!.split("\n").slice(4).join("\n"),
      "Why: it didn't become healthy in time: its deployment failed; not ready: sourcegraph 0/1 ((skip ci) " +
        "skip-checks: true, fixes 12 for at ada \\u001b(31m)\n",
    );
  });
});

describe("the health of what runs", () => {
  const unhealthy = (why: string) => ({ state: "unhealthy", since: 5, why });
  const well = wellAt(a, 5);
  const services = (...all: [name: string, ready: number, wanted: number, reason?: string][]) => ({
    ...well,
    application: {
      ...well.application!,
      type: "kubernetes" as const,
      services: all.map(([name, ready, wanted, reason]) => {
        return { name, kind: "Deployment", ready, wanted, ...(reason && { reason }) };
      }),
    },
  });

  it("is good when all of that commit is ready, the frontend among it", () => {
    assert.deepEqual(healthOf(a, well), { state: "healthy" });
    assert.deepEqual(healthOf(undefined, wellAt(undefined)), { state: "healthy" });
    assert.deepEqual(healthOf(a, services(["sourcegraph-frontend", 2, 2], ["worker", 1, 1])), { state: "healthy" });
  });

  it("is not known while nothing of it was deployed, or nobody answers", () => {
    const begun = { state: "pending", why: "its deployment has not begun" };
    assert.deepEqual(healthOf(a, { stack: "absent" }), { state: "absent" });
    assert.deepEqual(healthOf(b, well), begun);
    assert.deepEqual(healthOf(undefined, well), begun);
    const { attempt: _, ...before } = well;
    assert.deepEqual(healthOf(a, before), begun);
    const silent = { ...well, application: { ...well.application!, services: [], problem: "no answer in 10 s" } };
    assert.deepEqual(healthOf(a, silent), { state: "unknown", why: "no answer in 10 s" });
  });

  it("is bad when anything is missing, and says what", () => {
    assert.deepEqual(healthOf(a, { ...well, stack: "changing" }), unhealthy("it is being deployed"));
    assert.deepEqual(healthOf(a, { ...well, stack: "interrupted" }), unhealthy("its deployment was interrupted"));
    const { application: _, ...nothing } = well;
    assert.deepEqual(healthOf(a, nothing), unhealthy("something else runs"));
    assert.deepEqual(healthOf(a, { ...wellAt(b, 5), attempt: { commit: a, at: 5 } }), unhealthy("something else runs"));
    assert.deepEqual(
      healthOf(a, services(["sourcegraph-frontend", 1, 2], ["worker", 0, 1, "CrashLoopBackOff"])),
      unhealthy("not ready: sourcegraph-frontend 1/2, worker 0/1 (CrashLoopBackOff)"),
    );
    const four = ["a", "b", "c", "d"].map((name): [string, number, number] => [name, 0, 1]);
    assert.deepEqual(healthOf(a, services(...four)), unhealthy("not ready: a 0/1, b 0/1, c 0/1, and 1 more"));
    const without = unhealthy("the frontend is not among its services");
    assert.deepEqual(healthOf(a, services(["worker", 1, 1])), without);
    assert.deepEqual(healthOf(a, services(["sourcegraph-frontend", 0, 0])), without);
    assert.deepEqual(healthOf(a, services()), without);
  });
});
