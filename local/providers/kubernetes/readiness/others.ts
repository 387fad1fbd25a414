import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../../grpc/values.ts";
import { annotation } from "../objects/annotations.ts";
import { readPath, valueAt } from "../objects/paths.ts";
import { at, type Condition, conditionOf, listAt, minutes, type Readiness, textAt } from "./verdict.ts";

/** What is ready when a condition says so. */
const byCondition = (type: string, timeout: number): Readiness => ({
  timeout,
  needs: [],
  explains: [],
  judge(object) {
    const condition = conditionOf(object, type);
    const ready = condition?.status === "True";
    const others = (listAt(object, "status.conditions") as unknown as Condition[]).filter(
      ({ status }) => status === "False",
    );
    const missing = others.map(({ reason, message }) => `${reason}: ${message}`);
    return { ready, status: ready ? `It is ${type}` : `Waiting for it to be ${type}`, problems: [], missing };
  },
});

export const definition = byCondition("Established", minutes);

export const resourceQuota: Readiness = {
  timeout: minutes,
  needs: [],
  explains: [],
  judge(object) {
    const ready = isDeepStrictEqual(at(object, "spec.hard"), at(object, "status.hard"));
    const status = ready ? "The quota is in force" : "Waiting for the quota to be in force";
    return { ready, status, problems: [] };
  },
};

/** Only the secrets that a controller fills are waited for. */
export const secret: Readiness = {
  timeout: 5_000,
  needs: [],
  explains: [],
  judge(object) {
    const filled = textAt(object, "type") !== "kubernetes.io/service-account-token" || at(object, "data") !== undefined;
    const missing = ["No token was made: is there such a service account?"];
    return { ready: filled, status: filled ? "The secret has its data" : "Waiting for a token", problems: [], missing };
  },
};

/**
 * What the annotation pulumi.com/waitFor asks for: `jsonpath={.status.phase}=Running`, `condition=Ready`,
 * `condition=Ready=False`, or a JSON list of such. Throws if it can't be read.
 */
export function waitsFor(object: Properties): Readiness | undefined {
  const text = annotation(object, "waitFor");
  if (!text) return undefined;
  const expectations = (text.startsWith("[") ? (JSON.parse(text) as string[]) : [text]).map(expectation);
  return {
    timeout: 10 * minutes,
    needs: [],
    explains: [],
    judge(live) {
      const open = expectations.filter(({ met }) => !met(live)).map(({ words }) => words);
      const ready = open.length === 0;
      return {
        ready,
        status: ready ? "It is as awaited" : `Waiting for ${open.join(" and ")}`,
        problems: [],
      };
    },
  };
}

function expectation(words: string): { words: string; met: (object: Properties) => boolean } {
  const byPath = /^jsonpath=\{?\.?([^}=]+)\}?(?:=(.*))?$/.exec(words);
  if (byPath) {
    const [, path, value] = byPath;
    const parts = readPath(path!);
    const found = (object: Properties) => valueAt(object, parts);
    return {
      words,
      met: (object) => (value === undefined ? found(object) !== undefined : String(found(object)) === value),
    };
  }
  const byName = /^condition=([^=]+)(?:=(.*))?$/.exec(words);
  if (byName) {
    const [, type, status = "True"] = byName;
    return { words, met: (object) => conditionOf(object, type!)?.status.toLowerCase() === status.toLowerCase() };
  }
  throw new Error(
    `pulumi.com/waitFor: ${JSON.stringify(words)} is neither jsonpath={.a.b}=value nor condition=Type=Status`,
  );
}
