/** A word that no shell reads anything into. */
const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** Quotes a word for a POSIX shell: whatever things are called, they are one argument. */
export const quote = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** A command of words, each of them quoted. */
export const command = (...words: readonly string[]): { run: string } => ({ run: words.map(quote).join(" ") });

/** Commands whose output goes from one to the next. */
export const pipe = (...commands: readonly { run: string }[]): { run: string } => ({
  run: commands.map(({ run }) => run).join(" | "),
});
