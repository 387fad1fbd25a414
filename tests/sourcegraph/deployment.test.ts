import assert from "node:assert/strict";
import { deployment, servicesOf } from "../../sourcegraph/deployment.ts";
import { newestVersion, versionNamed } from "../../sourcegraph/versions/index.ts";
import { composeFileOf, containerNamed, newest, objectsOf, podsOf, variablesOf } from "../support/sourcegraph.ts";

describe("replicas that are asked for", () => {
  for (const [what, replicas, message] of [
    [
      "of no service",
      { gitserve: 2 },
      /^UserError: replicas of gitserve: not a service that has them; allowed: sourcegraph-frontend, gitserver, indexed-search, searcher, precise-code-intel-worker, syntactic-code-intel, syntect-server, worker$/,
    ],
    ["of a database", { pgsql: 2 }, /^UserError: replicas of pgsql: not a service that has them;/],
    ["of none", { gitserver: 0 }, /^UserError: replicas of gitserver: found 0; allowed: a whole number from 1 to 100$/],
    ["of too many", { gitserver: 101 }, /found 101; allowed: a whole number from 1 to 100$/],
    ["of a half", { gitserver: 1.5 }, /found 1.5; allowed: a whole number/],
    ["of two wrongs at once", { redis: 1, worker: -1 }, /replicas of redis: .*\nreplicas of worker: found -1;/],
  ] as const) {
    it(`are refused: ${what}`, () => assert.throws(() => deployment(newestVersion, { replicas }), message));
  }
});

describe("an option of an installation", () => {
  for (const [what, options, message] of [
    [
      "a namespace in capitals",
      { namespace: "Sourcegraph" },
      /^UserError: namespace: found "Sourcegraph"; allowed: at most 58 lower-case/,
    ],
    [
      "a namespace that is too long with the second one's ending",
      { namespace: "a".repeat(59) },
      /^UserError: namespace: found "a{59}";/,
    ],
    [
      "a namespace that may be another installation's second one",
      { namespace: "sourcegraph-node" },
      /^UserError: namespace: .* don't end in -node/,
    ],
    [
      "a project that Compose would refuse",
      { project: "-Search" },
      /^UserError: project: found "-Search"; allowed: lower-case letters, digits, hyphens and underscores, /,
    ],
    [
      "a domain with a scheme",
      { domain: "https://example.com" },
      /^UserError: domain: found "https:\/\/example\.com"; allowed: a name such as/,
    ],
    ["a domain with another line of the Caddyfile", { domain: "a.example.com {\n}" }, /^UserError: domain: /],
    ["a storage class with a space", { storageClass: "premium rwo" }, /^UserError: storageClass: found "premium rwo";/],
    [
      "an ingress class with a space",
      { ingressClass: "my nginx" },
      /^UserError: ingressClass: found "my nginx"; allowed: the name of a class, such as nginx$/,
    ],
    [
      "a Secret with a certificate for no name",
      { tlsSecret: "sourcegraph-tls" },
      /^UserError: tlsSecret: found no domain beside it; allowed: with the domain that its certificate is for$/,
    ],
    [
      "a Secret that can't be called so",
      { tlsSecret: "Sourcegraph_TLS", domain: "example.com" },
      /^UserError: tlsSecret: found "Sourcegraph_TLS"; allowed: the name of a Secret, such as sourcegraph-tls$/,
    ],
    [
      "a registry that a shell would run",
      { registry: "$(reboot)" },
      /^UserError: registry: found "\$\(reboot\)"; allowed: what comes before \/frontend/,
    ],
    ["a registry that ends in a slash", { registry: "registry.example.com/" }, /^UserError: registry: /],
    [
      "everything at once",
      { namespace: "", domain: "", storageClass: "", registry: "", replicas: { gitserver: 0 } },
      /^UserError: namespace: .*\ndomain: .*\nstorageClass: .*\nregistry: .*\nreplicas of gitserver: .*$/,
    ],
  ] as const) {
    it(`is refused: ${what}`, () => assert.throws(() => newest(options), message));
  }

  for (const options of [
    { namespace: "a".repeat(58) },
    { namespace: "7" },
    { project: "docker-compose" },
    { project: "2_search-" },
    { domain: "sourcegraph.example.com" },
    { domain: "203.0.113.7.sslip.example" },
    { storageClass: "premium-rwo" },
    { tlsSecret: "sourcegraph-tls", domain: "sourcegraph.example.com" },
    { registry: "localhost:5000" },
    { registry: "us-docker.pkg.dev/project-1/images_2/sourcegraph" },
  ]) {
    it(`can be ${JSON.stringify(options)}`, () => {
      const installation = newest(options);
      assert.deepEqual({ ...installation, ...options }, installation);
    });
  }
});

describe("a version without a service", () => {
  const catalogue = versionNamed(newestVersion);
  const lacking = (...names: string[]) =>
    deployment({ ...catalogue, without: Object.fromEntries(names.map((name) => [name, "It came later."])) });

  it("doesn't have it in any target, and the others as ever", () => {
    const installation = lacking("syntactic-code-intel");
    const names = servicesOf(deployment(newestVersion), "kubernetes").map(({ name }) => name);
    assert.deepEqual(
      servicesOf(installation, "kubernetes").map(({ name }) => name),
      names.filter((name) => name !== "syntactic-code-intel"),
    );
    assert.ok(!podsOf(objectsOf(installation)).some(({ app }) => app === "syntactic-code-intel"));
    assert.ok(!("syntactic-code-intel-worker" in composeFileOf(installation).services));
    assert.ok("syntactic-code-intel-worker" in composeFileOf(deployment(newestVersion)).services);
  });

  it("doesn't speak of it to those who would use it", () => {
    const installation = lacking("otel-collector", "blobstore");
    const objects = objectsOf(installation);
    for (const { containers } of podsOf(objects)) {
      for (const container of containers) {
        const values = Object.values(variablesOf(container)).join(" ");
        assert.doesNotMatch(values, /otel-collector|blobstore/, container.name);
      }
    }
    const frontend = variablesOf(containerNamed(objects, "sourcegraph-frontend", "frontend"));
    assert.equal(frontend.SRC_SYNTECT_SERVER, "http://syntect-server:9238");
    assert.doesNotMatch(JSON.stringify(composeFileOf(installation)), /otel-collector|blobstore/);
  });

  it("doesn't wait for it", () => {
    const { services } = composeFileOf(lacking("codeinsights-db"));
    assert.deepEqual(Object.keys(services.migrator!.depends_on!), ["pgsql", "codeintel-db"]);
    assert.ok(!("CODEINSIGHTS_PGHOST" in services.migrator!.environment!));
  });

  it("has no replicas of it", () => {
    const version = { ...catalogue, without: { worker: "It came later." } };
    assert.throws(
      () => deployment(version, { replicas: { worker: 2 } }),
      /replicas of worker: not a service that has them/,
    );
  });

  it("is refused where there is no such service to be without", () => {
    assert.throws(
      () => lacking("wroker"),
      /^UserError: 7\.5\.4453\.json: without\.wroker: no such service; allowed: pgsql, codeintel-db, /,
    );
  });
});
