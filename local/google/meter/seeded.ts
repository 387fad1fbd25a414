/** A number from 0 to 2³²−1 that is always the same for a text and looks like chance: FNV-1a, mixed once more. */
export function seeded(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One of the whole numbers from `least` to `most`, always the same for a text. */
export const chosen = (text: string, least: number, most: number): number =>
  least + (seeded(text) % (most - least + 1));
