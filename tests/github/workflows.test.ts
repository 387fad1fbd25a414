import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ensureActionlint } from "../../local/toolchain/actionlint.ts";
import { githubPlan } from "../../plan/github.ts";
import { loadSpecification } from "../../spec/load.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = join(root, ".github", "workflows");

interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Concurrency {
  group: string;
  "cancel-in-progress": boolean;
}

interface Job {
  permissions?: Record<string, string>;
  uses?: string;
  steps?: Step[];
  environment?: string;
  concurrency?: Concurrency;
  "timeout-minutes"?: number;
  if?: string;
}

interface Workflow {
  "run-name"?: string;
  on: Record<string, unknown>;
  permissions: object;
  concurrency?: Concurrency;
  jobs: Record<string, Job>;
}

const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const workflows = new Map([...texts].map(([name, text]) => [name, parse(text) as Workflow]));
const jobs = [...workflows].flatMap(([file, { jobs: own }]) =>
  Object.entries(own).map(([name, job]) => ({ name: `${file} ${name}`, job })),
);
const action = parse(readFileSync(join(root, ".github", "actions", "sgdist", "action.yml"), "utf8")) as {
  runs: { steps: Step[] };
};
const steps = [
  ...jobs.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ name, step }))),
  ...action.runs.steps.map((step) => ({ name: "sgdist", step })),
];
const { organization } = loadSpecification(root, "2026-11-23");

describe("the workflows", () => {
  it("are right by actionlint", async () => {
    const program = await ensureActionlint();
    const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) =>
      execFile(program, ["-no-color", ...[...texts.keys()].map((name) => join(folder, name))], (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), stdout: out, stderr: err }),
      ),
    );
    assert.equal(code, 0, stdout + stderr);
  });

  it("are there for every identity that Google lets in", () => {
    const trusted = githubPlan(organization).mapping["attribute.trust"]!;
    const files = [...trusted.matchAll(/\.github\/workflows\/([a-z-]+\.yml)@refs\/heads\/main/g)].map(
      ([, file]) => file,
    );
    assert.deepEqual([...new Set(files)].toSorted(), [
      "deploy-production.yml",
      "deploy.yml",
      "follow.yml",
      "preview.yml",
    ]);
    for (const file of files) assert.ok(workflows.has(file!), file);
  });

  it("take what others made by its digest, with the version beside it", () => {
    const all = [...texts.values(), readFileSync(join(root, ".github/actions/sgdist/action.yml"), "utf8")].join("\n");
    const used = [...all.matchAll(/uses: (.*)$/gm)].map(([, what]) => what!);
    const ours = [/^\.\/\.github\/actions\/[a-z]+$/, /^sourcegraph\/distribution-infrastructure\/\.github\//];
    const others = used.filter((what) => !ours.some((pattern) => pattern.test(what)));
    assert.ok(others.length > 5);
    assert.deepEqual(
      others.filter((what) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what)),
      [],
    );
  });

  it("take what is ours as it is on the branch that is deployed", () => {
    const { repository, branch } = organization.github;
    const called = jobs.flatMap(({ job }) => job.uses ?? []);
    assert.deepEqual(called, [`${repository}/.github/workflows/preview.yml@${branch}`]);
  });

  it("give every job just what it needs", () => {
    for (const [name, { permissions }] of workflows) assert.deepEqual(permissions, {}, name);
    assert.deepEqual(Object.fromEntries(jobs.map(({ name, job }) => [name, job.permissions])), {
      "deploy-production.yml deploy": {
        actions: "read",
        contents: "read",
        deployments: "write",
        "id-token": "write",
        "pull-requests": "write",
      },
      "deploy-production.yml scope": { contents: "read" },
      "deploy-production.yml drift": { contents: "read", "id-token": "write" },
      "deploy.yml deploy": {
        actions: "read",
        contents: "read",
        deployments: "write",
        "id-token": "write",
        "pull-requests": "write",
      },
      "deploy.yml lift": { contents: "read", "id-token": "write" },
      "deploy.yml drift": { contents: "read", "id-token": "write" },
      "environment.yml change": { actions: "write", contents: "write" },
      "follow.yml follow": { contents: "read", "id-token": "write" },
      "preview.yml scope": { contents: "read" },
      "preview.yml google": { contents: "read", "id-token": "write" },
      "preview.yml local": { contents: "read" },
      "preview.yml comment": { contents: "read", "pull-requests": "write" },
      "pull-request.yml validate": { contents: "read" },
      "pull-request.yml preview": { contents: "read", "id-token": "write", "pull-requests": "write" },
    });
  });

  it("put nothing that somebody wrote into a shell", () => {
    const found = steps.filter(({ step }) => step.run?.includes("${{")).map(({ name, step }) => `${name}: ${step.run}`);
    assert.deepEqual(found, []);
  });

  it("leave no credentials of GitHub's behind, and use no secrets", () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    assert.ok(checkouts.length >= 8);
    for (const { name, step } of checkouts) assert.equal(step.with?.["persist-credentials"], false, name);
    for (const [name, text] of texts) assert.doesNotMatch(text, /secrets\./, name);
  });

  it("run what somebody proposes only where there is nothing to take", () => {
    for (const [name, { on }] of workflows) {
      for (const event of ["pull_request_target", "workflow_run", "issue_comment"]) assert.ok(!(event in on), name);
    }
    for (const { name, job } of jobs) {
      const refs = (job.steps ?? [])
        .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
        .map((step) => step.with?.ref);
      if (name === "preview.yml local") {
        assert.deepEqual(refs, ["$" + "{{ inputs.head }}"]);
        assert.ok(!(job.steps ?? []).some((step) => JSON.stringify(step).includes("github.token")));
      } else assert.deepEqual([...new Set(refs)], job.steps ? ["main"] : [], name);
    }
  });

  it("give no token of GitHub's to what commits as the app, and run each half of it whatever became of the other", () => {
    const { steps: own = [] } = workflows.get("follow.yml")!.jobs.follow!;
    assert.doesNotMatch(texts.get("follow.yml")!, /GITHUB_TOKEN|github\.token/);
    assert.deepEqual(
      own.slice(-2).map(({ run, if: condition }) => [run, condition]),
      [
        ["npx sgdist previews reconcile", undefined],
        ["npx sgdist dogfood follow", "success() || steps.previews.outcome == 'failure'"],
      ],
    );
  });

  it("wait for themselves and for nobody else", () => {
    const groups = [...workflows.values()].flatMap(({ concurrency, jobs: own }) =>
      [concurrency, ...Object.values(own).map((job) => job.concurrency)].flatMap((each) => each?.group ?? []),
    );
    assert.ok(groups.includes("follow"));
    assert.equal(new Set(groups).size, groups.length);
  });

  it("are done after a bounded time", () => {
    for (const { name, job } of jobs) if (job.steps) assert.ok(job["timeout-minutes"]! <= 120, name);
  });

  it("ask people before production is changed", () => {
    const { scope, deploy, drift } = workflows.get("deploy-production.yml")!.jobs as Record<string, Job>;
    const actor = ({ steps: own = [] }: Job) => own.find(({ run }) => run?.includes("ci identity"))?.run?.split(" ")[4];
    assert.deepEqual(
      [scope!.environment, deploy!.environment, drift!.environment],
      [undefined, "production", undefined],
    );
    assert.deepEqual([actor(scope!), actor(deploy!), actor(drift!)], [undefined, "production", "watcher"]);
  });

  it("are never cancelled while they change something", () => {
    const writes = ([what, how]: [string, string]) => how === "write" && what !== "id-token";
    const own = jobs.filter(({ job }) => job.steps && Object.entries(job.permissions ?? {}).some(writes));
    assert.ok(own.length >= 3);
    for (const { name, job } of own) {
      const [file] = name.split(" ") as [string];
      if (file === "pull-request.yml" || file === "preview.yml") continue;
      const { concurrency } = { ...workflows.get(file), ...job };
      assert.deepEqual([typeof concurrency?.group, concurrency?.["cancel-in-progress"]], ["string", false], name);
    }
  });

  it("don't put off what changes production for what doesn't", () => {
    const { concurrency, jobs: own } = workflows.get("deploy-production.yml")!;
    assert.equal(concurrency, undefined);
    const waiting = Object.entries(own).flatMap(([name, job]) => (job.concurrency ? [name] : []));
    assert.deepEqual(waiting, ["deploy"]);
  });

  it("let nothing wait behind a deployment, to be cancelled by the next, that no later run makes up for", () => {
    const { concurrency, jobs: own } = workflows.get("deploy.yml")!;
    assert.equal(concurrency, undefined);
    const { lift, deploy, drift } = own as Record<"lift" | "deploy" | "drift", Job>;
    assert.equal(lift.concurrency?.group, "lift-$" + "{{ inputs.lift }}");
    assert.ok(lift.steps!.some(({ run }) => run?.startsWith("npx sgdist limits lift ")));
    assert.ok(!deploy.steps!.some(({ run }) => run?.startsWith("npx sgdist limits lift ")));
    assert.equal(drift.concurrency, undefined);
    assert.match(drift.if!, /always\(\)/);
  });

  it("say whose it is where the proposed program wrote what is commented", () => {
    const { env, steps: own } = workflows.get("preview.yml")!.jobs.comment as Job & { env: Record<string, string> };
    assert.equal(env.PROPOSED, "$" + "{{ needs.scope.outputs.program != 'false' && 'yes' || '' }}");
    assert.ok(own!.at(-1)!.run!.endsWith("--file plan/comment.md $" + "{PROPOSED:+--proposed}"));
  });

  it("say who asks only where that is sure", () => {
    const asked = /\$\{\{ (.*) \}\}/;
    const names = asked.exec(workflows.get("environment.yml")!["run-name"]!.split(" for ")[1]!)![1];
    const job = workflows.get("environment.yml")!.jobs.change as { env?: Record<string, string> };
    assert.equal(names, asked.exec(job.env!.BY!)![1]);
  });

  it("keep a plan anew when they are run again", () => {
    const kept = steps.filter(({ step }) => step.uses?.startsWith("actions/upload-artifact@"));
    assert.equal(kept.length, 2);
    for (const { name, step } of kept) assert.equal(step.with?.overwrite, true, name);
  });

  it("only run steps that a person can run at home", () => {
    const own = /^(npx sgdist |if \[ -f plan\/comment\.md \]|npm ci )/;
    const found = steps.flatMap(({ name, step }) => (step.run && !own.test(step.run) ? [`${name}: ${step.run}`] : []));
    assert.deepEqual(found, []);
  });
});
