import type { Guideline, Level } from "../guideline.ts";
import type { GuidelineException, SettingsFile } from "./schema.ts";

/** How a guideline is held in a stack. */
export interface Setting {
  readonly level: Level | "disabled";
  readonly parameters: unknown;
}

/** How guidelines are held: what policies.yaml says, and else what each says of itself. */
export class Settings {
  readonly exceptions: readonly GuidelineException[];
  readonly #file: SettingsFile;
  readonly #settings = new Map<string, Setting>();

  constructor(file: SettingsFile = {}) {
    this.#file = file;
    this.exceptions = file.exceptions ?? [];
  }

  /** The stacks that have levels or parameters of their own. */
  get stacks(): string[] {
    return Object.keys(this.#file.stacks ?? {});
  }

  /** How a guideline is held. `stack`: undefined for what concerns no single stack. */
  of(guideline: Guideline, stack?: string): Setting {
    // Every resource asks, and parameters are checked each time that they are read.
    const key = `${guideline.id} ${stack}`;
    const known = this.#settings.get(key) ?? this.#read(guideline, stack);
    this.#settings.set(key, known);
    return known;
  }

  #read({ id, level = "mandatory", parameters }: Guideline, stack?: string): Setting {
    const own = stack === undefined ? undefined : this.#file.stacks?.[stack];
    return {
      level: own?.levels?.[id] ?? this.#file.levels?.[id] ?? level,
      parameters: parameters?.parse({ ...this.#file.parameters?.[id], ...own?.parameters?.[id] }) ?? {},
    };
  }

  /** The exception that a project has from a guideline; the one that holds longest. */
  exceptionOf(guideline: string, project: string | undefined): GuidelineException | undefined {
    return this.exceptions
      .filter((exception) => exception.guideline === guideline && exception.project === project)
      .toSorted((a, b) => (a.until < b.until ? 1 : -1))[0];
  }
}
