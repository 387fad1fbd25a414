import { plain } from "../github/markdown.ts";
import type { End, Word } from "./plan.ts";

const ends: Record<End, string> = {
  gone: "the pull request was closed, or lost the label",
  inactive: "nothing happened in the pull request for a while",
  old: "it was as old as it may become",
  stopped: "somebody asked for that",
};

const waits = {
  person: "its author has as many as one person may have",
  total: "there are as many as there may be",
  slots: "no slot is free and clean",
} as const;

/** What it is told besides: where it is reached, and the label that asks. */
export interface Around {
  /** Absent where people reach it by Google's proxy only. */
  readonly url?: string;
  readonly label: string;
}

const moment = (at: string): string => `${at.slice(0, 16).replace("T", " ")} UTC`;

/** The text of the one comment in a pull request, without its marker. */
export function commentText(word: Word, { url, label }: Around): string {
  switch (word.state) {
    case "leased":
      return [
        `**Preview environment** \`${word.slot}\` runs commit \`${word.commit.slice(0, 12)}\`.`,
        "",
        url ? `Address: ${url}` : `It is reached from inside only: \`sgdist status ${word.slot}\` tells how.`,
        `It ends on ${moment(word.until)} unless something happens here before.`,
        "",
        "`/sgdist extend` as the first line of a comment keeps it longer, `/sgdist stop` ends it.",
      ].join("\n");
    case "queued":
      return [
        `**Preview environment**: number ${word.position} in the queue, as ${waits[word.because]}.`,
        "",
        `It starts by itself. Remove the label ${plain(label)} to leave the queue.`,
      ].join("\n");
    case "ended":
      return `**Preview environment**: it ended, as ${ends[word.because]}. The label ${plain(label)} asks for a new one.`;
  }
}
