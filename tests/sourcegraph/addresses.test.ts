import assert from "node:assert/strict";
import fc from "fast-check";
import { scalableServices } from "../../sourcegraph/deployment.ts";
import { composeFileOf, containerNamed, newest, objectsOf, podsOf, variablesOf } from "../support/sourcegraph.ts";

const ordinals = (count: number) => Array.from({ length: count }, (_, ordinal) => ordinal);

/** The variables of the frontend that say where others are. */
function addressesOf(variables: Record<string, string>) {
  const { SRC_GIT_SERVERS, SEARCHER_URL, INDEXED_SEARCH_SERVERS, INDEXED_SEARCH_INDEXER, SRC_SYNTECT_SERVER } =
    variables;
  return { SRC_GIT_SERVERS, SEARCHER_URL, INDEXED_SEARCH_SERVERS, INDEXED_SEARCH_INDEXER, SRC_SYNTECT_SERVER };
}

describe("the addresses that the frontend is given", () => {
  for (const count of [1, 2, 3, 5]) {
    const replicas = { gitserver: count, searcher: count, "indexed-search": count, "syntect-server": count };
    const list = (form: (ordinal: number) => string) => ordinals(count).map(form).join(" ");

    it(`name ${count} of each by their pods in Kubernetes`, () => {
      const frontend = containerNamed(objectsOf(newest({ replicas })), "sourcegraph-frontend", "frontend");
      assert.deepEqual(addressesOf(variablesOf(frontend)), {
        SRC_GIT_SERVERS: list((n) => `gitserver-${n}.gitserver:3178`),
        SEARCHER_URL: list((n) => `http://searcher-${n}.searcher:3181`),
        INDEXED_SEARCH_SERVERS: list((n) => `indexed-search-${n}.indexed-search:6070`),
        INDEXED_SEARCH_INDEXER: list((n) => `indexed-search-${n}.indexed-search:6072`),
        SRC_SYNTECT_SERVER: "http://syntect-server:9238",
      });
    });

    it(`name ${count} of each by their containers in Compose`, () => {
      const { services } = composeFileOf(newest({ replicas }));
      assert.deepEqual(addressesOf(services["sourcegraph-frontend-0"]!.environment!), {
        SRC_GIT_SERVERS: list((n) => `gitserver-${n}:3178`),
        SEARCHER_URL: list((n) => `http://searcher-${n}:3181`),
        INDEXED_SEARCH_SERVERS: list((n) => `zoekt-webserver-${n}:6070`),
        INDEXED_SEARCH_INDEXER: list((n) => `zoekt-indexserver-${n}:6072`),
        SRC_SYNTECT_SERVER: "http://syntect-server:9238",
      });
    });
  }

  it("are as many as the size has replicas, where nothing else is said; one machine has one of each", () => {
    const git = (size: "s" | "xl") =>
      variablesOf(containerNamed(objectsOf(newest({ size })), "sourcegraph-frontend", "frontend")).SRC_GIT_SERVERS;
    assert.equal(git("s"), "gitserver-0.gitserver:3178");
    assert.equal(git("xl"), "gitserver-0.gitserver:3178 gitserver-1.gitserver:3178");
    const { services } = composeFileOf(newest({ size: "xl" }));
    assert.equal(services["sourcegraph-frontend-0"]!.environment!.SRC_GIT_SERVERS, "gitserver-0:3178");
  });
});

describe("the frontend's own address", () => {
  const form = /^(http:\/\/)?sourcegraph-frontend-internal:(80|3090)$/;

  it("has a scheme for the search index only, in Kubernetes at the Service's port", () => {
    const given = podsOf(objectsOf(newest())).flatMap(({ app, containers }) =>
      containers.flatMap((container): [string, string][] => {
        const address = variablesOf(container).SRC_FRONTEND_INTERNAL;
        return address === undefined ? [] : [[`${app}/${container.name}`, address]];
      }),
    );
    for (const [who, address] of given) {
      assert.match(address, form);
      const expected = who.startsWith("indexed-search/")
        ? "http://sourcegraph-frontend-internal:80"
        : "sourcegraph-frontend-internal:80";
      assert.equal(address, expected, who);
    }
    assert.deepEqual(given.map(([who]) => who).sort(), [
      "gitserver/gitserver",
      "indexed-search/zoekt-indexserver",
      "indexed-search/zoekt-webserver",
      "precise-code-intel-worker/precise-code-intel-worker",
      "prometheus/prometheus",
      "searcher/searcher",
      "sourcegraph-frontend/frontend",
      "syntactic-code-intel/syntactic-code-intel",
      "worker/worker",
    ]);
  });

  it("has a scheme for the search index only, in Compose at the container's port", () => {
    const { services } = composeFileOf(newest());
    for (const [name, { environment = {} }] of Object.entries(services)) {
      const address = environment.SRC_FRONTEND_INTERNAL;
      if (address === undefined) continue;
      const scheme = name.startsWith("zoekt-") ? "http://" : "";
      assert.equal(address, `${scheme}sourcegraph-frontend-internal:3090`, name);
    }
  });
});

describe("how the program knows its kind of deployment", () => {
  it("is said to the frontend, and to nobody else", () => {
    const said = podsOf(objectsOf(newest())).flatMap(({ containers }) =>
      containers.flatMap((container) => variablesOf(container).DEPLOY_TYPE ?? []),
    );
    assert.deepEqual(said, ["kustomize"]);
    const { services } = composeFileOf(newest({ replicas: { "sourcegraph-frontend": 2 } }));
    const types = Object.entries(services).flatMap(([name, { environment }]) =>
      environment?.DEPLOY_TYPE ? [[name, environment.DEPLOY_TYPE]] : [],
    );
    assert.deepEqual(types, [
      ["sourcegraph-frontend-0", "docker-compose"],
      ["sourcegraph-frontend-1", "docker-compose"],
    ]);
  });
});

describe("what administrators can look into", () => {
  const replicas = { gitserver: 2, "indexed-search": 1, searcher: 1, worker: 2 };
  const defaultPath = "/debug/requests/";

  it("are pods by name where they have one, and Services", () => {
    const frontend = containerNamed(objectsOf(newest({ replicas })), "sourcegraph-frontend", "frontend");
    assert.deepEqual(JSON.parse(variablesOf(frontend).SRC_PROF_SERVICES!), [
      { name: "frontend", host: "sourcegraph-frontend:6060" },
      { name: "gitserver-0", host: "gitserver-0.gitserver:6060" },
      { name: "gitserver-1", host: "gitserver-1.gitserver:6060" },
      { name: "zoekt-webserver-0", host: "indexed-search-0.indexed-search:6070", defaultPath },
      { name: "zoekt-indexserver-0", host: "indexed-search-0.indexed-search:6072" },
      { name: "searcher-0", host: "searcher-0.searcher:6060" },
      { name: "precise-code-intel-worker", host: "precise-code-intel-worker:6060" },
      { name: "syntactic-code-intel", host: "syntactic-code-intel:6060" },
      { name: "worker", host: "worker:6060" },
    ]);
  });

  it("are containers by name in Compose", () => {
    const { services } = composeFileOf(newest({ replicas }));
    assert.deepEqual(JSON.parse(services["sourcegraph-frontend-0"]!.environment!.SRC_PROF_SERVICES!), [
      { name: "frontend", host: "sourcegraph-frontend-0:6060" },
      { name: "gitserver-0", host: "gitserver-0:6060" },
      { name: "gitserver-1", host: "gitserver-1:6060" },
      { name: "zoekt-webserver-0", host: "zoekt-webserver-0:6070", defaultPath },
      { name: "zoekt-indexserver-0", host: "zoekt-indexserver-0:6072" },
      { name: "searcher-0", host: "searcher-0:6060" },
      { name: "precise-code-intel-worker", host: "precise-code-intel-worker:6060" },
      { name: "syntactic-code-intel", host: "syntactic-code-intel-worker:6060" },
      { name: "worker-0", host: "worker:6060" },
      { name: "worker-1", host: "worker-1:6060" },
    ]);
  });
});

describe("a replica of the search index", () => {
  it("knows itself in Compose by the address at which it is searched, and in Kubernetes by its pod", () => {
    const replicas = { "indexed-search": 2 };
    const { services } = composeFileOf(newest({ replicas }));
    for (const ordinal of [0, 1]) {
      const own = `zoekt-webserver-${ordinal}:6070`;
      assert.equal(services[`zoekt-webserver-${ordinal}`]!.environment!.HOSTNAME, own);
      assert.equal(services[`zoekt-indexserver-${ordinal}`]!.environment!.HOSTNAME, own);
    }
    const pod = containerNamed(objectsOf(newest({ replicas })), "indexed-search", "zoekt-indexserver");
    assert.equal(variablesOf(pod).HOSTNAME, undefined);
  });
});

describe("replicas in Compose", () => {
  it("are as many containers as were asked for, of every service that can have more than one", () => {
    const counts = fc.record(
      Object.fromEntries(scalableServices().map((name) => [name, fc.integer({ min: 1, max: 4 })])),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(counts, (replicas) => {
        const { services } = composeFileOf(newest({ replicas }));
        const images: Record<string, number> = {};
        for (const { image } of Object.values(services)) {
          const name = /sourcegraph\/([^:]+):/.exec(image)![1]!;
          images[name] = (images[name] ?? 0) + 1;
        }
        assert.deepEqual(
          {
            "sourcegraph-frontend": images.frontend,
            gitserver: images.gitserver,
            "indexed-search": images["indexed-searcher"],
            searcher: images.searcher,
            "precise-code-intel-worker": images["precise-code-intel-worker"],
            "syntactic-code-intel": images["syntactic-code-intel-worker"],
            "syntect-server": images["syntax-highlighter"],
            worker: images.worker,
          },
          replicas,
        );
        assert.equal(images["search-indexer"], images["indexed-searcher"]);
      }),
      { numRuns: 20 },
    );
  });

  it("are found together by the name of their service", () => {
    const count = 3;
    const replicas = Object.fromEntries(scalableServices().map((name) => [name, count]));
    const { services } = composeFileOf(newest({ replicas }));
    const found = (name: string) =>
      Object.entries(services)
        .filter(([own, { networks }]) => own === name || networks.sourcegraph.aliases?.includes(name))
        .map(([own]) => own);
    assert.deepEqual(found("sourcegraph-frontend-internal"), [
      "sourcegraph-frontend-0",
      "sourcegraph-frontend-1",
      "sourcegraph-frontend-2",
    ]);
    assert.deepEqual(found("syntect-server"), ["syntect-server", "syntect-server-1", "syntect-server-2"]);
    assert.deepEqual(found("syntactic-code-intel-worker"), [
      "syntactic-code-intel-worker",
      "syntactic-code-intel-worker-1",
      "syntactic-code-intel-worker-2",
    ]);
    assert.deepEqual(found("worker"), ["worker", "worker-1", "worker-2"]);
    assert.deepEqual(found("indexed-search"), ["zoekt-webserver-0", "zoekt-webserver-1", "zoekt-webserver-2"]);
  });
});
