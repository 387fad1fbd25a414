/** Gives a token. `refused`: one that GitHub didn't take, which isn't given again. */
export type TokenSource = (refused?: string) => Promise<string>;
