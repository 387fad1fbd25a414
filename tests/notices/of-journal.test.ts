import assert from "node:assert/strict";
import { noticeOfDeployment, withDeployments } from "../../notices/of-deployment.ts";
import { noticesOfJournal } from "../../notices/of-journal.ts";
import { at, entry } from "../support/reconcile.ts";
import { notifyingSpecification } from "../support/slack-server.ts";

const specification = notifyingSpecification();
const time = at("2026-12-02");
const of = (...given: Parameters<typeof entry>) => noticesOfJournal(specification, [entry(...given)]);

describe("the notices of a journal", () => {
  it("tell of a warning, with what can be done", () => {
    assert.deepEqual(of("warned", time, { stage: 3, tell: "search@example.com", reason: "3 days are left" }), [
      {
        id: `tst-demo-d9hc.${time}`,
        kind: "warned",
        at: "2026-12-02T12:00:00.000Z",
        environment: "demo",
        project: "tst-demo-d9hc",
        title: "demo ends on 2026-12-01",
        text: "After that day it is scaled down, and a day later it is destroyed with all its data.",
        advice: "To let it live longer: sgdist env extend demo 7d, or /sgdist env extend demo 7d in Slack.",
        facts: [
          { name: "Project", value: "tst-demo-d9hc" },
          { name: "Last day", value: "2026-12-01" },
          { name: "Why", value: "3 days are left" },
        ],
        tell: "search",
      },
    ]);
  });

  it("tell each deed in its own words, and of the others nothing", () => {
    const deeds = [
      "warned",
      "ended",
      "scaledDown",
      "restored",
      "destroying",
      "destroyed",
      "sweeping",
      "swept",
      "failed",
    ] as const;
    const entries = deeds.map((deed) => entry(deed, time));
    assert.deepEqual(
      noticesOfJournal(specification, entries).map(({ title }) => title),
      [
        "demo ends on 2026-12-01",
        "demo has ended",
        "demo was scaled down",
        "demo is back",
        "demo is gone",
        "Something failed with demo",
      ],
    );
  });

  it("say when an ended one is destroyed", () => {
    const [ended] = of("ended", time, { destroyedFrom: "2026-12-03T12:00:00.000Z" });
    assert.equal(ended!.text, "From 2026-12-03 12:00 UTC on it is destroyed with all its data.");
  });

  it("say what failed, and how", () => {
    const [failed] = of("failed", time, { what: "destroy tst-demo-d9hc", reason: "503" });
    assert.deepEqual(failed!.facts.slice(2), [
      { name: "What", value: "destroy tst-demo-d9hc" },
      { name: "Error", value: "503" },
    ]);
  });

  it("go to the team that is named, else to the owner, else to who owns what all share", () => {
    const teams = (given: Parameters<typeof entry>[2]) => of("destroyed", time, given).map(({ tell }) => tell);
    assert.deepEqual(teams({ tell: "platform@example.com" }), ["platform"]);
    assert.deepEqual(teams({ tell: "gone@example.com" }), ["search"]);
    assert.deepEqual(teams({}), ["search"]);
    // Another project was called the same before.
    assert.deepEqual(teams({ project: "tst-demo-zzzz" }), ["platform"]);
    assert.deepEqual(teams({ environment: "removed" }), ["platform"]);
  });
});

describe("the notice of a deployment", () => {
  const deployment = {
    environment: "demo",
    project: "tst-demo-d9hc",
    owner: "search",
    commit: "0123456789abcdef0123456789abcdef01234567",
    at: "2026-11-28T12:00:00.000Z",
    who: "Ada",
    plan: "container main xs",
  };

  it("tells where it is, what it is, and whose commit it was", () => {
    const { id, kind, title, facts, advice } = noticeOfDeployment({
      ...deployment,
      reach: { url: "https://demo.example.net" },
      run: "https://github.com/o/r/actions/runs/1",
    });
    assert.deepEqual([id, kind, title, advice], ["tst-demo-d9hc.0123456789ab.up", "cameUp", "demo is up", undefined]);
    assert.deepEqual(facts, [
      { name: "Project", value: "tst-demo-d9hc" },
      { name: "What", value: "container main xs" },
      { name: "Commit", value: "0123456789ab by Ada" },
      { name: "Address", value: "https://demo.example.net", url: "https://demo.example.net" },
      {
        name: "Run",
        value: "https://github.com/o/r/actions/runs/1",
        url: "https://github.com/o/r/actions/runs/1",
      },
    ]);
  });

  it("tells how to get to one that isn't in the internet", () => {
    const reach = { url: "http://localhost:8080", command: "gcloud compute start-iap-tunnel demo" };
    const { facts, advice } = noticeOfDeployment({ ...deployment, reach });
    assert.deepEqual(facts[3], { name: "Address", value: "http://localhost:8080" });
    assert.equal(
      advice,
      "To see it at http://localhost:8080, as long as this runs: gcloud compute start-iap-tunnel demo",
    );
  });

  it("tells what went wrong, and no address", () => {
    const reach = { url: "https://demo.example.net" };
    const { id, kind, facts } = noticeOfDeployment({ ...deployment, reach, error: "quota" });
    assert.deepEqual([id, kind], ["tst-demo-d9hc.0123456789ab.failed", "didNotComeUp"]);
    assert.deepEqual(facts.slice(3), [{ name: "Error", value: "quota" }]);
  });

  it("takes the place of what the journal says of the same failure, under its ID", () => {
    const up = noticeOfDeployment(deployment);
    const failed = noticeOfDeployment({ ...deployment, error: "quota" });
    const entries = [
      entry("failed", at("2026-11-27"), { what: "apply demo", reason: "quota" }),
      entry("failed", at("2026-11-28"), { what: "apply demo", reason: "quota again" }),
      entry("failed", at("2026-11-29"), { what: "destroy tst-demo-d9hc" }),
      entry("failed", at("2026-11-29"), { what: "apply other", project: "tst-other-e7fg" }),
    ];
    const journal = noticesOfJournal(specification, entries);
    assert.deepEqual(withDeployments(journal, [failed]), [
      journal[0],
      { ...failed, id: journal[1]!.id, at: journal[1]!.at },
      ...journal.slice(2),
    ]);
    assert.deepEqual(withDeployments(journal, [up]), [...journal, up]);
    assert.deepEqual(withDeployments([], [failed]), [failed]);
  });
});
