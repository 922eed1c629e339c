"""How the page looks, and its one script: a filter. Both are named by their digests in the page's policy."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1c2127; --faint: #59636e; --page: #f5f6f8; --card: #fff;
  --edge: #d5dae0; --good: #16653a; --fair: #7a4a00; --bad: #a5161d; --link: #0b57b0; --code: #eef0f3;
  --mark: #ffd9d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --faint: #a0abb6; --page: #14181c;
  --card: #1d2329; --edge: #36404a; --good: #62d292; --fair: #f0b14a; --bad: #ff8a85; --link: #7db8ff;
  --code: #262d35; --mark: #6d2422; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
  overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: .01em; }
h2 { margin: 2rem 0 .6rem; font-size: 1.2rem; }
p { margin: .4rem 0; }
a { color: var(--link); }
code, pre, .id { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .875em; unicode-bidi: isolate; direction: ltr; }
code { background: var(--code); border-radius: .25rem; padding: .05rem .3rem; }
.verdict { background: var(--card); border: 1px solid var(--edge); border-left: .5rem solid var(--tone);
  border-radius: .5rem; padding: 1.1rem 1.4rem; }
.verdict h1 { color: var(--tone); }
.good { --tone: var(--good); } .fair { --tone: var(--fair); } .bad { --tone: var(--bad); }
.tool { margin: 0; color: var(--faint); font-weight: 600; letter-spacing: .06em; }
.what, .more, footer { color: var(--faint); font-size: .9rem; }
.note, .gap { border-left: .25rem solid var(--fair); padding: .2rem .9rem; margin: .9rem 0; }
.gap ul { margin: .3rem 0; padding-left: 1.2rem; }
.finding { background: var(--card); border: 1px solid var(--edge); border-radius: .5rem; margin: .5rem 0; }
.finding[hidden] { display: none; }
summary { cursor: pointer; padding: .6rem .9rem; }
:focus-visible { outline: .2rem solid var(--link); outline-offset: 1px; }
.title { font-weight: 600; margin: 0 .3rem; }
.life { color: var(--faint); font-size: .9rem; margin-left: .4rem; }
.sev, .mark { display: inline-block; font-size: .78rem; font-weight: 700; border: 1px solid currentColor;
  border-radius: 1rem; padding: 0 .55rem; }
.critical, .high, .mark, .wrong { color: var(--bad); }
.medium { color: var(--fair); }
.low { color: var(--faint); }
.mark { margin: 0 .3rem 0 0; }
.finding > dl { margin: 0; padding: .2rem .9rem .9rem; }
.finding dl div { display: grid; grid-template-columns: 6.5rem 1fr; gap: .8rem; padding: .15rem 0; }
dt { color: var(--faint); } dd { margin: 0; } dt strong { color: var(--good); }
pre { margin: 0 .9rem .6rem; padding: .6rem .8rem; background: var(--code); border-radius: .35rem;
  white-space: pre-wrap; }
.line { color: var(--faint); padding-right: 1rem; user-select: none; }
mark { background: var(--mark); color: inherit; border-radius: .2rem; }
.way { margin: .4rem 0; padding-left: 1.6rem; }
.mended { list-style: none; margin: 0; padding: 0; }
.mended li { padding: .3rem 0; }
.mended .sev { text-decoration: line-through; }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 1rem; }
.counts div { background: var(--card); border: 1px solid var(--edge); border-radius: .5rem;
  padding: .4rem 1rem; }
.counts dd { font-size: 1.3rem; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .95rem; background: var(--card); }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; padding: .35rem .7rem; border: 1px solid var(--edge); vertical-align: top; }
th { color: var(--faint); font-weight: 600; }
#filter { margin: 1.4rem 0 0; }
#filter[hidden] { display: none; }
input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--faint);
  border-radius: .4rem; padding: .35rem .6rem; width: 20rem; max-width: 100%; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--edge); padding-top: .6rem; }
@media (max-width: 40rem) {
  .finding dl div { grid-template-columns: 1fr; gap: 0; }
  h1 { font-size: 1.6rem; } }
@media print { :root { --ink: #000; --faint: #444; --page: #fff; --card: #fff; --edge: #999; --good: #0b4d28;
    --fair: #5c3800; --bad: #8a0f15; --link: #000; --code: #f2f2f2; --mark: #ddd; }
  body { max-width: none; padding: 0; font-size: 10pt; } #filter { display: none; }
  .finding::details-content { content-visibility: visible; display: block; }
  .finding, tr { break-inside: avoid; } h2 { break-after: avoid; } }
"""

SCRIPT = """
(() => {
  const bar = document.getElementById('filter');
  const all = [...document.querySelectorAll('details.finding')];
  addEventListener('beforeprint', () => all.forEach(one => { one.open = true; }));
  if (!bar) return;
  const words = document.getElementById('words'), shown = document.getElementById('shown');
  const texts = all.map(one => one.textContent.toLowerCase());
  words.addEventListener('input', () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let number = 0;
    all.forEach((one, at) => {
      one.hidden = !wanted.every(word => texts[at].includes(word));
      number += !one.hidden;
    });
    shown.textContent = wanted.length ? `${number} of ${all.length}` : '';
  });
  bar.hidden = false;
})();
"""
