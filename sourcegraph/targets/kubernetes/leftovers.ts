import { loadAll } from "js-yaml";

/** Objects that are no longer rendered, and that stay in a cluster until somebody deletes them. */
export interface Leftovers {
  /** What deletes them: a command for each namespace. */
  readonly commands: readonly string[];
  /** Those that no command is for, because data would go with them: "persistentvolumeclaim/pgsql in sourcegraph". */
  readonly stays: readonly string[];
}

interface Found {
  kind: string;
  name: string;
  namespace: string | undefined;
}

/** What may hold data, itself or in what is in it. */
const holdsData = ({ kind }: Found) => kind === "PersistentVolumeClaim" || kind === "Namespace";

const referenceOf = ({ kind, name }: Found) => `${kind.toLowerCase()}/${name}`;

/** The objects of files by what tells them apart. A file that is no YAML any more names none. */
function objectsIn(contents: readonly string[]): Map<string, Found> {
  const documents = contents.flatMap((content) => {
    try {
      return loadAll(content);
    } catch {
      return [];
    }
  }) as ({ kind?: string; metadata?: { name?: string; namespace?: string } } | null)[];
  return new Map(
    documents.flatMap((document): [string, Found][] => {
      const { kind, metadata: { name, namespace } = {} } = document ?? {};
      return kind && name ? [[`${kind} ${namespace} ${name}`, { kind, name, namespace }]] : [];
    }),
  );
}

/** What was rendered before and isn't now. `before` and `now`: the contents of the files. */
export function leftovers(before: readonly string[], now: readonly string[]): Leftovers {
  const wanted = objectsIn(now);
  const gone = [...objectsIn(before)].flatMap(([key, found]) => (wanted.has(key) ? [] : [found]));
  const byNamespace = Map.groupBy(
    gone.filter((found) => !holdsData(found)),
    ({ namespace }) => namespace,
  );
  return {
    commands: [...byNamespace].map(
      ([namespace, objects]) =>
        `kubectl delete --ignore-not-found${namespace === undefined ? "" : ` --namespace ${namespace}`} ${objects.map(referenceOf).join(" ")}`,
    ),
    stays: gone
      .filter(holdsData)
      .map((found) => `${referenceOf(found)}${found.namespace === undefined ? "" : ` in ${found.namespace}`}`),
  };
}
