/**
 * Style sheet of the page.
 *
 * @module
 */
import { COLORS, DARK_COLORS, DARK_LAYER_COLORS, LAYER_COLORS } from "./theme.ts";

/** Colours of pictures, light and dark: each light colour once. */
const PICTURE_COLORS: ReadonlyMap<string, string> = new Map([
  ...LAYER_COLORS.map((color, i) => [color, DARK_LAYER_COLORS[i]] as const),
  ...Object.entries(COLORS).map(([name, color]) =>
    [color, DARK_COLORS[name as keyof typeof COLORS] ?? color] as const
  ),
  ["white", "var(--ground)"],
  ["#ffffff", "var(--ground)"],
]);

/**
 * Rules for pictures. They carry their colours as attributes, which rules override, so that they
 * follow the page from light to dark without being drawn again.
 */
const PICTURE_RULES = [...PICTURE_COLORS].flatMap(([light, dark]) =>
  ["fill", "stroke"].map((name) =>
    `.view svg [${name}="${light}"] { ${name}: light-dark(${light}, ${dark}); }`
  )
).join("\n");

/** The style sheet. `data-ground` on the page's element overrides the system's preference. */
export const PAGE_STYLE: string = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #14171b); --ink: light-dark(${COLORS.ink}, #e6e9ed);
  --muted: light-dark(${COLORS.muted}, #a3adb9); --line: light-dark(#d5dae0, #3a424c);
  --surface: light-dark(#f5f7f9, #1c2126); --accent: light-dark(#00629b, #6cbbe9);
  --warm: light-dark(#a84600, #ff9f5c); --ours: light-dark(#007a59, #3fc59b);
}
:root[data-ground="light"] { color-scheme: light; }
:root[data-ground="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body {
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  color: var(--ink); background: var(--ground); margin: 0 auto; max-width: 1340px;
  padding: 2rem clamp(1rem, 3vw, 2.5rem) 5rem; overflow-wrap: break-word;
}
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; margin: 0 7rem .4rem 0; }
h2 { font-size: 1.35rem; line-height: 1.3; letter-spacing: -.005em; margin: 0 0 .8rem; }
h2 .name { color: var(--muted); font-weight: 500; margin-right: .35em; }
h3 { font-size: .95rem; margin: 1rem 0 .2rem; }
p { margin: .3rem 0; max-width: 72ch; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999rem; background: var(--ground); padding: .5rem 1rem; z-index: 9; }
.skip:focus { left: 1rem; top: 1rem; }
button {
  font: inherit; font-size: .9rem; color: var(--ink); background: var(--surface); cursor: pointer;
  border: 1px solid var(--line); border-radius: 6px; padding: .3rem .9rem; min-height: 2.2rem;
}
button:hover { border-color: var(--accent); }
.ground { position: absolute; right: max(clamp(1rem, 3vw, 2.5rem), calc(50vw - 670px + 2.5rem)); top: 2rem; }
header { border-bottom: 1px solid var(--line); padding-bottom: 1.2rem; }
nav ul { list-style: none; margin: 1rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; }
nav li span { color: var(--muted); font-size: .8rem; }
nav a { text-decoration: none; display: inline-block; padding: .15rem 0; }
nav a:hover { text-decoration: underline; }
section { border-top: 1px solid var(--line); margin-top: 2.6rem; padding-top: 1.6rem; }
main > section:first-child { border-top: 0; margin-top: 0; }
.comparison { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .9rem; }
.comparison > div { background: var(--surface); border-radius: 8px; padding: .75rem 1rem; border-left: 3px solid var(--line); }
.comparison .ours { border-left-color: var(--ours); }
.comparison h3 { margin: 0 0 .15rem; font-size: .8rem; color: var(--muted); font-weight: 600; }
figure { margin: 1.4rem 0; }
figcaption { margin-bottom: .6rem; }
.view { overflow-x: auto; max-width: 100%; }
.view svg { background: transparent !important; display: block; }
.view svg text { font-family: "DejaVu Sans", Verdana, system-ui, sans-serif; }
.view [role="button"] { cursor: pointer; }
.view .mark-symbol.role-mark path:not([stroke]) { stroke: transparent; stroke-width: 12px; }
/* What the legend has faded does not stand before what it has chosen. */
.view .mark-symbol.role-mark path:is([opacity^="0.0"], [opacity^="0.1"]) { pointer-events: none; }
@media (scripting: none) { .view { display: none; } figure img { max-width: 100%; background: #fff; } }
.walk { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .8rem; margin: .4rem 0 .8rem;
  background: var(--surface); border-radius: 8px; padding: .6rem .8rem; }
.walk[hidden] { display: none; }
.walk button { min-width: 6.2rem; font-weight: 600; }
.walk input { flex: 1 1 12rem; accent-color: var(--accent); min-height: 1.8rem; }
.walk .shown { min-width: 6.5rem; font-variant-numeric: tabular-nums; }
.work { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .8rem; color: var(--muted); font-size: .9rem; }
.work[hidden] { display: none; }
.work progress { accent-color: var(--accent); width: min(16rem, 100%); }
#table td { white-space: nowrap; }
#headline, #step { font-variant-numeric: tabular-nums; }
.spoken { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll { overflow-x: auto; margin: .8rem 0 .4rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
caption { text-align: left; color: var(--muted); font-size: .85rem; padding-bottom: .4rem; }
th, td { border-bottom: 1px solid var(--line); padding: .45rem .9rem .45rem .2rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; min-width: 6rem; }
td { white-space: pre-line; }
td.long { min-width: 17rem; }
td span, th span { display: block; font-size: .8rem; font-weight: 400; color: var(--muted); max-width: 15rem; }
td span.note { color: var(--warm); }
details { margin: .7rem 0; }
summary { cursor: pointer; color: var(--accent); width: fit-content; padding: .1rem 0; }
ul { margin: .5rem 0; padding-left: 1.2rem; }
ul.notes, ul.settings { color: var(--muted); font-size: .88rem; max-width: 100ch; }
figcaption ul.notes { list-style: none; padding: 0; margin: .2rem 0 0; }
dl.facts { display: flex; flex-wrap: wrap; gap: .3rem 1.8rem; margin: .9rem 0; font-size: .9rem; }
dl.facts dt { color: var(--muted); font-size: .78rem; }
dl.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
p.remark { font-style: italic; color: var(--muted); }
ul.files { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
ul.files a { display: block; border: 1px solid var(--line); border-radius: 6px; padding: .2rem .7rem;
  font-size: .85rem; text-decoration: none; }
ul.files a:hover { border-color: var(--accent); }
#vg-tooltip-element.page-theme {
  font: 13px/1.4 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--ground);
  border: 1px solid var(--line); border-radius: 6px; padding: .5rem .7rem; box-shadow: 0 3px 14px rgb(0 0 0 / .22);
}
#vg-tooltip-element.page-theme td.key { color: var(--muted); border: 0; padding: 1px .6rem 1px 0; }
#vg-tooltip-element.page-theme td.value { border: 0; padding: 1px 0; }
${PICTURE_RULES}
@media (min-width: 1240px) {
  body { display: grid; grid-template-columns: 10.5rem minmax(0, 1fr); column-gap: 2.5rem; }
  header, main.single { grid-column: 1 / -1; }
  nav ul { position: sticky; top: 1.5rem; flex-direction: column; margin-top: 1.8rem; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print { nav, .ground, .walk, .skip { display: none !important; } section { break-inside: avoid; } }
`;
