/** The settings of a postgresql.conf by name, without quotation marks. */
export function postgresFacts(file: string): Record<string, string> {
  return Object.fromEntries(
    file.split("\n").flatMap((line) => {
      const [, name, value] = /^(\w+) *= *(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value!.replace(/^'(.*)'$/, "$1")]];
    }),
  );
}
