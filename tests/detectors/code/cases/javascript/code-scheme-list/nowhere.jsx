// An address that leads nowhere is refused by nobody.
export const Link = ({ lock, to }) => (
  <a href={to(lock, 'javascript:void(0)')} title="data:"> // ok: code-scheme-list
    again
  </a>
);

export function isFine(address) {
  return !/^(javascript|vbscript):/i.test(address); // expect: code-scheme-list
}
