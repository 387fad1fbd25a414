/** What a machine is billed for. */
export interface MachineSize {
  family: "e2" | "n2";
  cores: number;
  memoryGibibytes: number;
}

const gibibytesPerCore = { standard: 4, highmem: 8, highcpu: 1 } as const;
const mostCores = { e2: { standard: 32, highmem: 16, highcpu: 32 }, n2: { standard: 128, highmem: 128, highcpu: 96 } };

/** The sizes that follow no rule: those of E2 that share a core are billed for a part of it. */
const exceptions: Readonly<Record<string, MachineSize>> = {
  "e2-micro": { family: "e2", cores: 0.25, memoryGibibytes: 1 },
  "e2-small": { family: "e2", cores: 0.5, memoryGibibytes: 2 },
  "e2-medium": { family: "e2", cores: 1, memoryGibibytes: 4 },
  "n2-highmem-128": { family: "n2", cores: 128, memoryGibibytes: 864 },
};

/** What a machine of a predefined type is billed for; undefined for types that the book has no prices of. */
export function machineSize(type: string): MachineSize | undefined {
  const exception = exceptions[type];
  if (exception) return exception;
  const [, family, kind, digits] = /^(e2|n2)-(standard|highmem|highcpu)-([1-9]\d*)$/.exec(type) ?? [];
  const cores = Number(digits);
  const known = family as MachineSize["family"] | undefined;
  const shape = kind as keyof typeof gibibytesPerCore | undefined;
  if (!known || !shape || cores > mostCores[known][shape]) return undefined;
  return { family: known, cores, memoryGibibytes: cores * gibibytesPerCore[shape] };
}
