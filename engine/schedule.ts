/** Something that is done once other things are. */
export interface Task {
  name: string;
  dependsOn: readonly string[];
}

/** How a task ended. */
export type Outcome<R> =
  | { name: string; status: "done"; result: R }
  | { name: string; status: "failed"; error: unknown }
  /** Not begun, because something that it depends on didn't end well. */
  | { name: string; status: "skipped"; because: string };

/**
 * Does tasks side by side, each once all that it depends on has ended well; one that fails holds up only what depends on
 * it. Dependencies on names that are not among the tasks count as done.
 */
export async function schedule<T extends Task, R>(
  tasks: readonly T[],
  limit: number,
  work: (task: T) => Promise<R>,
  ended: (outcome: Outcome<R>) => void = () => undefined,
): Promise<Outcome<R>[]> {
  const names = new Set(tasks.map(({ name }) => name));
  const outcomes = new Map<string, Outcome<R>>();
  const running = new Set<Promise<void>>();
  const left = [...tasks];

  const settle = (outcome: Outcome<R>) => {
    outcomes.set(outcome.name, outcome);
    ended(outcome);
  };
  const begin = (task: T) => {
    const promise = work(task)
      .then(
        (result) => settle({ name: task.name, status: "done", result }),
        (error) => settle({ name: task.name, status: "failed", error }),
      )
      .finally(() => running.delete(promise));
    running.add(promise);
  };

  while (left.length > 0 || running.size > 0) {
    for (const task of [...left]) {
      const needs = task.dependsOn.filter((name) => names.has(name)).map((name) => outcomes.get(name));
      const broken = needs.find((outcome) => outcome && outcome.status !== "done");
      if (broken) settle({ name: task.name, status: "skipped", because: broken.name });
      else if (needs.includes(undefined) || running.size >= limit) continue;
      else begin(task);
      left.splice(left.indexOf(task), 1);
    }
    if (running.size > 0) await Promise.race(running);
    else if (
      left.length > 0 &&
      !left.some((task) => task.dependsOn.every((name) => !names.has(name) || outcomes.has(name)))
    ) {
      throw new Error(`tasks that wait for each other: ${left.map(({ name }) => name).join(", ")}`);
    }
  }
  return tasks.map(({ name }) => outcomes.get(name)!);
}

/** The same tasks with their dependencies turned round: for taking down what was put up. */
export function reversed<T extends Task>(tasks: readonly T[]): T[] {
  return tasks.toReversed().map((task) => ({
    ...task,
    dependsOn: tasks.filter(({ dependsOn }) => dependsOn.includes(task.name)).map(({ name }) => name),
  }));
}
