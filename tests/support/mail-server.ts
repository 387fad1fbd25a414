import { type AddressInfo, createServer } from "node:net";

/** A server that takes mail by SMTP, as far as it is in use, and keeps it. */
export class MailServer {
  /** Each mail as it came: headers, an empty line, and what is in it. */
  readonly mails: { from: string; to: string[]; data: string }[] = [];
  /** Answers in place of taking a recipient; each is used up by one. */
  readonly faults: string[] = [];

  readonly #server = createServer((socket) => {
    let [from, to, data, inData, rest] = ["", [] as string[], "", false, ""];
    const say = (line: string) => socket.write(`${line}\r\n`);
    const obey = (line: string) => {
      if (inData) {
        if (line !== ".") data += `${line.replace(/^\./, "")}\r\n`;
        else {
          this.mails.push({ from, to, data });
          [from, to, data, inData] = ["", [], "", false];
          say("250 taken");
        }
      } else if (/^(EHLO|HELO)/i.test(line)) say("250 mail.example.com");
      else if (/^MAIL FROM/i.test(line)) {
        from = line.slice(10);
        say("250 ok");
      } else if (/^RCPT TO/i.test(line)) {
        const fault = this.faults.shift();
        if (!fault) to.push(line.slice(8));
        say(fault ?? "250 ok");
      } else if (/^DATA/i.test(line)) {
        inData = true;
        say("354 go on");
      } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
      else say("250 ok");
    };
    say("220 mail.example.com");
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const lines = (rest + chunk).split("\r\n");
      rest = lines.pop()!;
      lines.forEach(obey);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
