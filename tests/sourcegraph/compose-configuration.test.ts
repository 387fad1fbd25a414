import assert from "node:assert/strict";
import type { DeploymentOptions } from "../../sourcegraph/deployment.ts";
import { composeServices } from "../../sourcegraph/targets/compose/index.ts";
import { newest } from "../support/sourcegraph.ts";

describe("configuration in Compose", () => {
  /** The containers that Compose replaces: what they depend on is no part of what it compares. */
  function replaced(before: DeploymentOptions, after: DeploymentOptions): string[] {
    const compared = (options: DeploymentOptions) =>
      new Map(
        composeServices(newest(options)).map(({ name, service: { depends_on: _, ...rest } }) => [
          name,
          JSON.stringify(rest),
        ]),
      );
    const now = compared(after);
    return [...compared(before)].flatMap(([name, text]) => (now.get(name) === text ? [] : [name]));
  }
  const configurationLabels = (options: DeploymentOptions = {}) =>
    composeServices(newest(options)).flatMap(({ name, service }) =>
      Object.keys((service.labels ?? {}) as object).map((label) => [name, label]),
    );

  it("is labelled with its checksum on exactly what reads it", () => {
    const mounted = composeServices(newest()).flatMap(({ name, service }) =>
      ((service.volumes ?? []) as { source: string }[])
        .filter(({ source }) => source?.startsWith("./"))
        .map(({ source }) => [name, `com.sourcegraph.configuration.${source.slice(2)}`]),
    );
    assert.ok(mounted.length > 4);
    assert.deepEqual(configurationLabels(), mounted);
  });

  it("that changes replaces what reads it, and nothing else", () => {
    assert.deepEqual(replaced({}, {}), []);
    assert.deepEqual(replaced({}, { domain: "sg.example.com" }), ["caddy"]);
  });

  it("reaches Caddy and Prometheus when there are more frontends", () => {
    const changed = replaced({}, { replicas: { "sourcegraph-frontend": 2 } });
    assert.ok(changed.includes("caddy") && changed.includes("prometheus"), changed.join());
    assert.ok(!changed.includes("pgsql") && !changed.includes("grafana"), changed.join());
  });
});
