import { createTransport } from "nodemailer";
import type { Organization } from "../spec/schema/organization.ts";
import { type Channel, timeout, Undelivered } from "./channel.ts";
import type { Notice } from "./notice.ts";
import { cutTo, plainLine, plainLines } from "./plain.ts";

/** A mail, as plain text. */
export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  /** The same for the same notice: who gets it twice can tell. */
  messageId: string;
  headers: Record<string, string>;
}

/** Longer ones are cut: characters of a subject, and of what is in a mail. */
const most = { subject: 150, text: 50_000 };

/** A notice as a mail. Whatever is in it, it stays within its lines: none of it can become a header. */
export function mailOf(notice: Notice, from: string, to: string): Mail {
  const { id, at, title, text, facts, advice } = notice;
  const parts = [
    plainLines(text),
    facts.map(({ name, value }) => `${plainLine(name)}: ${plainLines(value)}`).join("\n"),
    ...(advice ? [plainLines(advice)] : []),
    `-- \n${plainLine(id)}, ${plainLine(at)}`,
  ];
  return {
    from,
    to,
    subject: cutTo(`[sgdist] ${plainLine(title)}`, most.subject),
    text: `${cutTo(parts.join("\n\n"), most.text)}\n`,
    messageId: `<${id.replaceAll(/[^\w.-]/g, "-")}@${from.split("@")[1]}>`,
    // So that nobody's absence answers to it: https://www.rfc-editor.org/rfc/rfc3834
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

/** An error of SMTP, as nodemailer has it. */
interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** Whether an error of SMTP passes: the other side failed or wasn't there, or answered with a code that says so. */
function isPassing({ code, responseCode }: SmtpError): boolean {
  if (responseCode !== undefined) return responseCode >= 400 && responseCode < 500;
  return ["ECONNECTION", "ETIMEDOUT", "ESOCKET", "EDNS", "ECONNREFUSED", "ECONNRESET"].includes(code ?? "");
}

/** Tells people by mail. `url`: the server that takes it, "smtps://USER:PASSWORD@HOST". */
export function mailChannel({ teams, owner, notifications }: Organization, url: string, patience = timeout): Channel {
  const { from } = notifications!.mail!;
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  const transport = createTransport({
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    // A password is never said in the clear, and neither is anything else, but to this machine itself.
    requireTLS: !secure && !isLocal(hostname),
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: "mail",
    addressOf: ({ tell }: Notice) => (teams[tell] ?? teams[owner]!).email,
    async send(notice, address) {
      try {
        await transport.sendMail(mailOf(notice, from, address));
      } catch (error) {
        const passing = isPassing(error as SmtpError);
        const message = plainLine((error as Error).message);
        throw new Undelivered(`the mail server ${passing ? "failed" : "refused it"}: ${message}`, { passing }, error);
      }
    },
  };
}

/** Whether a host is this machine. */
export const isLocal = (host: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(host);
