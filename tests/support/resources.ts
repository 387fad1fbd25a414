import assert from "node:assert/strict";
import { Client } from "../../local/providers/gcp/core/client.ts";
import type { Context } from "../../local/providers/gcp/core/resource.ts";
import * as provider from "../../local/providers/gcp/provider.ts";
import type { Properties } from "../../local/providers/grpc/values.ts";
import type { TestCloud } from "./cloud.ts";

/** A URN of a resource of a type, as the engine would make it. */
export const urnOf = (token: string) => `urn:pulumi:test::sourcegraph-distribution::${token}::subject`;

export const contextOf = (cloud: TestCloud): Context => ({ client: new Client(cloud.environment) });

/** Checks inputs, and fails on any complaint. */
export function checked(token: string, inputs: Properties): Properties {
  const result = provider.checkInputs(urnOf(token), {}, inputs);
  assert.deepEqual(result.failures, [], `inputs of ${token}`);
  return result.inputs;
}

/** What tests do with single resources of a cloud. */
export const handling = (cloud: () => TestCloud) => ({
  make: (token: string, inputs: Properties) =>
    provider.create(contextOf(cloud()), urnOf(token), checked(token, inputs), false),
  remove: (token: string, { id, state }: { id: string; state: Properties }) =>
    provider.remove(contextOf(cloud()), urnOf(token), id, state),
  /** The changes of a resource, by whether each needs a new one. */
  changes: (token: string, state: Properties, inputs: Properties): Record<string, boolean> =>
    Object.fromEntries(
      provider.diffResource(urnOf(token), state, checked(token, inputs)).map(({ path, replace }) => [path, replace]),
    ),
});

export interface Life {
  token: string;
  inputs: Properties;
  /** Inputs that differ and can be had without a new resource. Default: the type has no update. */
  change?: Properties;
  /** The ID that the resource must get. Default: any. */
  id?: string | RegExp;
  /** The ID to import it by. Default: its ID. */
  importId?: string | ((id: string) => string);
  /** Whether it can be deleted. Default true. */
  deletable?: boolean;
}

/**
 * Takes a resource through its life as the engine does: made, read back without a difference, imported, changed,
 * deleted. Returns the state after the creation, for further checks.
 */
export async function live(
  cloud: TestCloud,
  { token, inputs, change, id, importId, deletable = true }: Life,
): Promise<Properties> {
  const context = contextOf(cloud);
  const urn = urnOf(token);
  const asked = checked(token, inputs);
  const made = await provider.create(context, urn, asked, false);
  if (typeof id === "string") assert.equal(made.id, id);
  else if (id) assert.match(made.id, id);
  assert.deepEqual(provider.diffResource(urn, made.state, asked), [], "a new resource differs from its inputs");

  const refreshed = await provider.read(context, urn, made.id, made.state, asked);
  assert.ok(refreshed, "a new resource can't be read");
  assert.deepEqual(refreshed.state, made.state, "a refresh changes the state of a new resource");
  assert.deepEqual(provider.diffResource(urn, refreshed.state, asked), [], "a refresh brings a difference");

  const by = typeof importId === "function" ? importId(made.id) : (importId ?? made.id);
  const imported = await provider.read(context, urn, by, {}, {});
  assert.ok(imported, `${by} can't be imported`);
  const again = checked(token, imported.inputs);
  assert.deepEqual(provider.diffResource(urn, imported.state, again), [], "an import differs from its own inputs");

  let state = refreshed.state;
  let wanted = asked;
  if (change) {
    wanted = checked(token, change);
    const changes = provider.diffResource(urn, state, wanted);
    assert.ok(changes.length > 0, "the change is not seen");
    assert.deepEqual(
      changes.filter(({ replace }) => replace),
      [],
      "the change replaces the resource",
    );
    state = await provider.update(context, urn, made.id, state, wanted, false);
    assert.deepEqual(provider.diffResource(urn, state, wanted), [], "an updated resource differs from its inputs");
    const read = await provider.read(context, urn, made.id, state, wanted);
    assert.deepEqual(read?.state, state, "a refresh changes the state of an updated resource");
  }
  if (deletable) {
    await provider.remove(context, urn, made.id, state);
    assert.equal(
      await provider.read(context, urn, made.id, state, wanted),
      undefined,
      "a deleted resource is still there",
    );
  }
  return made.state;
}
