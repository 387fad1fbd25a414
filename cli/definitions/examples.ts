/** Examples for the end of a command's help; each fits 80 columns with its two spaces. */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
