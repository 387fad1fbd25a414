import type { Comment, Repository } from "./repository.ts";

/** The line by which a comment of ours is found again; people don't see it. */
export const markerOf = (topic: string): string => `<!-- sgdist:${topic} -->`;

/**
 * Our comment on a topic: one that we wrote and that still begins with its marker. Somebody else's with the same marker
 * is not ours; of several the first counts.
 */
export const findOwn = (comments: readonly Comment[], self: number, topic: string): Comment | undefined =>
  comments.find(({ author, body }) => author.id === self && body.startsWith(markerOf(topic)));

/**
 * Says something in a pull request, once for each topic: what was said before is replaced, also what somebody changed in
 * it. Returns what became of it.
 */
export async function say(
  repository: Repository,
  pullRequest: number,
  topic: string,
  text: string,
): Promise<"made" | "changed" | "same"> {
  const body = `${markerOf(topic)}\n${text}`;
  const [comments, self] = await Promise.all([repository.comments(pullRequest), repository.self()]);
  const own = findOwn(comments, self, topic);
  if (own?.body === body) return "same";
  if (!own) {
    await repository.createComment(pullRequest, body);
    return "made";
  }
  await repository.updateComment(own.id, body);
  return "changed";
}
