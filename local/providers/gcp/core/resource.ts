import type { Properties } from "../../grpc/values.ts";
import type { Client } from "./client.ts";
import type { Same } from "./diff.ts";
import { type Facts, type Fields, markChoices, parseFields } from "./fields.ts";

/** What a method of a resource type works with. */
export interface Context {
  client: Client;
}

/** Something was made, but not all of it: what there is must be kept in the state. */
export class PartialFailure extends Error {
  readonly id: string;
  readonly state: Properties;

  constructor(id: string, state: Properties, cause: Error) {
    super(cause.message, { cause });
    this.id = id;
    this.state = state;
  }
}

/** How resources of one type are made, read, changed and taken away. */
export interface Behaviour {
  create(context: Context, inputs: Properties): Promise<{ id: string; state: Properties }>;
  /** The state as it is, or undefined when the resource is gone. For an import, `state` is only what its ID says. */
  read(context: Context, id: string, state: Properties): Promise<Properties | undefined>;
  /** `changed`: the top-level properties that differ. */
  update(context: Context, id: string, old: Properties, inputs: Properties, changed: string[]): Promise<Properties>;
  delete(context: Context, id: string, state: Properties): Promise<void>;
  /** What an import ID says. Default: by the formats of the type. Undefined: it is not one. */
  parse?(id: string): Properties | undefined;
  /** Rewrites inputs before they are compared and stored. */
  normalise?(inputs: Properties): Properties;
  /** Outputs that a preview can already tell, besides the inputs. */
  preview?(inputs: Properties): Properties;
  same?: Same;
  /** Whether a change at a path needs a new resource, where the facts can't tell. Undefined: as they do. */
  replaces?(path: string, state: Properties, inputs: Properties): boolean | undefined;
}

/** A resource type: the facts about it and how it behaves. */
export interface ResourceType extends Behaviour {
  token: string;
  facts: Facts;
  fields: Fields;
}

/** Joins facts and behaviour. `schema`: the facts of a module, by token. */
export function resourceType(schema: Record<string, unknown>, token: string, behaviour: Behaviour): ResourceType {
  const facts = schema[token] as Facts | undefined;
  if (!facts) throw new Error(`no facts about ${token}`);
  const fields = parseFields(facts.fields);
  markChoices(fields, facts.exactlyOne ?? []);
  return { token, facts, fields, ...behaviour };
}
