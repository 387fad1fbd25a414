import assert from "node:assert/strict";
import { renderRequest } from "../../cli/commands/render-arguments.ts";
import type { RenderOptions } from "../../cli/definitions/render-options.ts";
import { deployment } from "../../sourcegraph/deployment.ts";
import { newest } from "../support/sourcegraph.ts";

/** The problems, one to a line. */
function problemsOf(options: RenderOptions): string[] {
  try {
    renderRequest(options);
  } catch (error) {
    assert.equal((error as Error).name, "UserError");
    return (error as Error).message.split("\n");
  }
  return [];
}

describe("what render is asked for", () => {
  it("is the newest version, size s, unless something else is said", () => {
    assert.deepEqual(renderRequest({ type: "container" }), { type: "container", installation: newest() });
  });

  it("is everything that is said", () => {
    const options = { namespace: "search", domain: "sg.example.com", storageClass: "fast", ingressClass: "traefik" };
    const others = { tlsSecret: "sg-tls", registry: "r.example.com/sg" };
    const replicas = ["searcher=4", "gitserver=2"];
    const typed = { type: "kubernetes", version: "7.0.0", size: "l", replicas, json: true, ...options, ...others };
    assert.deepEqual(renderRequest(typed), {
      type: "kubernetes",
      installation: deployment("7.0.0", { size: "l", replicas: { searcher: 4, gitserver: 2 }, ...options, ...others }),
    });
    const { installation } = renderRequest({ type: "compose", project: "two", domain: "sg.example.com" });
    assert.deepEqual(installation, newest({ project: "two", domain: "sg.example.com" }));
  });

  for (const [what, options, ...lines] of [
    ["no type", {}, /^--type: found nothing; allowed: kubernetes, compose, container$/],
    ["another type", { type: "helm" }, /^--type: found "helm"; allowed: kubernetes, compose, container$/],
    ["another size", { type: "compose", size: "xxl" }, /^--size: found "xxl"; allowed: xs, s, m, l, xl$/],
    [
      "a version",
      { type: "compose", version: "7.2.1934" },
      /^There is no version 7\.2\.1934\. Did you mean 7\.2\.1943\?/,
    ],
    ["part of one", { type: "compose", version: "7.5" }, /^There is no version 7\.5\. Did you mean 7\.5\.0\? Known: /],
    [
      "a version unlike any",
      { type: "compose", version: "latest" },
      /^There is no version latest\. Known: 7\.5\.4453, /,
    ],
    [
      "replicas without a number",
      { type: "compose", replicas: ["gitserver", "searcher=two"] },
      /^--replicas gitserver: found "gitserver"; allowed: a service and a number, such as gitserver=2$/,
      /^--replicas searcher=two: found "searcher=two"; allowed: /,
    ],
    [
      "replicas that can't be, of services that have none",
      { type: "kubernetes", replicas: ["pgsql=2", "gitserver=0", "wroker=101"] },
      /^--replicas pgsql=2: not a service that has them; allowed: sourcegraph-frontend, gitserver, /,
      /^--replicas gitserver=0: found 0; allowed: a whole number from 1 to 100$/,
      /^--replicas wroker=101: not a service that has them; allowed: /,
      /^--replicas wroker=101: found 101; allowed: a whole number from 1 to 100$/,
    ],
    [
      "replicas said twice",
      { type: "kubernetes", replicas: ["gitserver=2", "gitserver=3"] },
      /^--replicas gitserver=3: found gitserver a second time; allowed: each service once$/,
    ],
    [
      "a certificate without its name",
      { type: "kubernetes", tlsSecret: "sg-tls" },
      /^--tls-secret: found no domain beside it; allowed: with the domain that its certificate is for$/,
    ],
    [
      "what only Kubernetes has, of Compose",
      { type: "compose", namespace: "Search!", storageClass: "fast", ingressClass: "traefik", tlsSecret: "sg-tls" },
      /^--namespace: found for compose; allowed: for kubernetes only$/,
      /^--storage-class: found for compose; allowed: for kubernetes only$/,
      /^--ingress-class: found for compose; allowed: for kubernetes only$/,
      /^--tls-secret: found for compose; allowed: for kubernetes only$/,
    ],
    [
      "what only others have, of the single container",
      { type: "container", domain: "sg.example.com", replicas: ["gitserver"], project: "two" },
      /^--domain: found for container; allowed: for kubernetes and compose only$/,
      /^--replicas: found for container; allowed: for kubernetes and compose only$/,
      /^--project: found for container; allowed: for compose only$/,
    ],
    ["a project, of Kubernetes", { type: "kubernetes", project: "two" }, /^--project: found for kubernetes; allowed: /],
    [
      "what is for a folder, without one",
      { type: "compose", force: true },
      /^--force: found without a folder; allowed: with --out$/,
    ],
    [
      "everything at once",
      { type: "helm", size: "big", version: "8", namespace: "A", replicas: ["a", "b=1"], force: true },
      /^--type: /,
      /^--size: /,
      /^There is no version 8\./,
      /^--force: /,
      /^--replicas a: /,
      /^--namespace: found "A"; allowed: /,
      /^--replicas b=1: not a service/,
    ],
  ] as [string, RenderOptions, ...RegExp[]][]) {
    it(`is refused: ${what}`, () => {
      const problems = problemsOf(options);
      assert.equal(problems.length, lines.length, problems.join("\n"));
      for (const [index, line] of lines.entries()) assert.match(problems[index]!, line);
    });
  }
});
