/** A value in DER, the form in which certificates are written: a tag, a length and the content. */
export function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

/** Up to 127 as it is; above, the number of bytes that follow and the length in them. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...items: Uint8Array[]): Buffer => der(0x30, ...items);
export const set = (...items: Uint8Array[]): Buffer => der(0x31, ...items);
export const octets = (content: Uint8Array): Buffer => der(0x04, content);
export const text = (value: string): Buffer => der(0x0c, Buffer.from(value));
export const boolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]));

/** Bits; `unused`: how many of the last byte don't count. */
export const bits = (content: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), content);

/** What is marked with a number of its own where it stands. `constructed`: whether it holds other values. */
export const tagged = (number: number, content: Uint8Array, constructed = true): Buffer =>
  der((constructed ? 0xa0 : 0x80) | number, content);

/** A positive number, of its bytes with the greatest first. */
export const integer = (bytes: Uint8Array): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  // A first bit that is set would make it negative.
  return der(0x02, shortest[0]! >= 0x80 ? Buffer.from([0, ...shortest]) : shortest);
};

/** The name of a thing in the tree of registered names: "1.2.840.10045.4.3.2". */
export const identifier = (name: string): Buffer => {
  const [first, second, ...rest] = name.split(".").map(Number) as [number, number, ...number[]];
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(0x80 | (left % 128));
    bytes.push(...digits);
  }
  return der(0x06, Buffer.from(bytes));
};

/** A moment, to the second. */
export const time = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/[-T:]/g, "").slice(0, 14);
  // Two digits of the year up to 2049, four from then on: the standard asks for it.
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : der(0x18, Buffer.from(`${digits}Z`));
};
