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

interface Job {
  permissions?: Record<string, string>;
  uses?: string;
  steps?: Step[];
  environment?: string;
  "timeout-minutes"?: number;
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: object;
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
  it("are right by actionlint", async function () {
    this.timeout(300_000);
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
    assert.deepEqual(files.toSorted(), ["deploy-production.yml", "deploy.yml", "preview.yml"]);
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
      "deploy-production.yml drift": { contents: "read", "id-token": "write" },
      "deploy.yml deploy": {
        actions: "read",
        contents: "read",
        deployments: "write",
        "id-token": "write",
        "pull-requests": "write",
      },
      "deploy.yml drift": { contents: "read", "id-token": "write" },
      "environment.yml change": { actions: "write", contents: "write" },
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

  it("are done after a bounded time", () => {
    for (const { name, job } of jobs) if (job.steps) assert.ok(job["timeout-minutes"]! <= 120, name);
  });

  it("ask people before production is changed", () => {
    assert.equal(workflows.get("deploy-production.yml")!.jobs.deploy!.environment, "production");
  });

  it("are never cancelled while they change something", () => {
    for (const [name, text] of texts) {
      if (name === "pull-request.yml" || name === "preview.yml") continue;
      assert.match(text, /^ {2}cancel-in-progress: false$/m, name);
    }
  });

  it("only run steps that a person can run at home", () => {
    const own = /^(npx sgdist |if \[ -f plan\/comment\.md \]|npm ci )/;
    const found = steps.flatMap(({ name, step }) => (step.run && !own.test(step.run) ? [`${name}: ${step.run}`] : []));
    assert.deepEqual(found, []);
  });
});
