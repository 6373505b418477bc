/**
 * Style sheet of the page.
 *
 * @module
 */
import { COLORS } from "./theme.ts";

/**
 * The style sheet. Pictures carry their colours as attributes, which these rules override, so that
 * they follow the page from light to dark.
 */
export const PAGE_STYLE: string = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: ${COLORS.ink}; --muted: ${COLORS.muted}; --line: #d5dae0;
  --grid: ${COLORS.grid}; --surface: ${COLORS.surface}; --accent: ${COLORS.compressed};
  --latent: ${COLORS.latent}; --linear: #b84c00; --pale-blue: #e3f0f8; --pale-green: #e3f4ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --ink: #e6e9ed; --muted: #9aa4b0; --line: #3a424c; --grid: #2a3038;
    --surface: #20252b; --accent: #5cb3e6; --latent: #3fc59b; --linear: #ff9248;
    --pale-blue: #16303f; --pale-green: #14352b;
  }
}
body {
  font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--ground);
  max-width: 1080px; margin: 0 auto; padding: 2rem 1.25rem 4rem;
}
h1 { font-size: 1.7rem; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 0 0 .3rem; }
section { border-top: 1px solid var(--line); margin-top: 2.2rem; padding-top: 1.4rem; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; }
a { color: var(--accent); }
figure { margin: 1rem 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
figure svg text { font-family: "DejaVu Sans", Verdana, system-ui, sans-serif; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--line); padding: .45rem .7rem; text-align: left; vertical-align: top; }
thead th, tbody th { background: var(--surface); font-weight: 600; }
td span { display: block; font-size: .82rem; color: var(--muted); max-width: 15rem; }
td span.note { color: var(--linear); }
ul { margin: .5rem 0; padding-left: 1.2rem; }
ul.facts { color: var(--muted); font-size: .9rem; }
p.heading { margin-bottom: 0; }
p.remark { font-style: italic; color: var(--muted); }
.files a { margin-right: .8rem; font-size: .9rem; }
svg [fill="white"], svg [fill="#ffffff"] { fill: var(--ground); }
svg [fill="${COLORS.ink}"] { fill: var(--ink); }
svg [stroke="${COLORS.ink}"] { stroke: var(--ink); }
svg [fill="${COLORS.muted}"] { fill: var(--muted); }
svg [stroke="${COLORS.muted}"] { stroke: var(--muted); }
svg [stroke="${COLORS.grid}"] { stroke: var(--grid); }
svg [fill="${COLORS.surface}"] { fill: var(--surface); }
svg [fill="${COLORS.compressed}"] { fill: var(--accent); }
svg [stroke="${COLORS.compressed}"] { stroke: var(--accent); }
svg [fill="${COLORS.latent}"] { fill: var(--latent); }
svg [stroke="${COLORS.latent}"] { stroke: var(--latent); }
svg [fill="${COLORS.linear}"] { fill: var(--linear); }
svg [stroke="${COLORS.linear}"] { stroke: var(--linear); }
svg [fill="${COLORS.paleBlue}"] { fill: var(--pale-blue); }
svg [fill="${COLORS.paleGreen}"] { fill: var(--pale-green); }
`;
