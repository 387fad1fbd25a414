/** Prints facts as lines that a workflow takes over, or as JSON. */
export const printFacts = (facts: Record<string, string | boolean>, json: boolean | undefined): void =>
  console.log(
    json
      ? JSON.stringify(facts, null, 2)
      : Object.entries(facts)
          .map(([key, value]) => `${key}=${value}`)
          .join("\n"),
  );
