// How the page of an exploration looks, in light and dark, in narrow and wide windows.

export const style = `
:root { color-scheme: light dark; --text: #2d3748; --quiet: #5a6678; --back: #fff; --panel: #f7fafc; --line: #dbe2ea;
  --front: #c05621; --edge: #742a10; --rest: #718096; --chosen: #2b6cb0; --row: #fdeacb; --measured: #2f855a; --light: #a3c4e6; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e2e8f0; --quiet: #a0aec0; --back: #171c26; --panel: #222a38; --line: #3a4558;
    --front: #f6ad55; --edge: #7b341e; --rest: #8795ab; --chosen: #63b3ed; --row: #4a3818; --measured: #68d391; --light: #46648c; }
}
* { box-sizing: border-box; }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0 auto; padding: 1rem clamp(.7rem, 2vw, 2rem); max-width: 1700px; }
h1 { font-size: 1.3rem; margin: .3rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
h3 { font-size: 1rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
p { margin: .3rem 0; color: var(--quiet); max-width: 80rem; }
#main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(19rem, 26rem); gap: 1rem; }
@media (max-width: 60rem) { #main { grid-template-columns: minmax(0, 1fr); } }
#bar { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; margin: .6rem 0; }
#bar label { display: flex; gap: .35rem; align-items: center; }
#plot { display: block; width: 100%; height: clamp(18rem, 52vw, 33rem); border: 1px solid var(--line); border-radius: .3rem; cursor: crosshair; }
#hover { min-height: 1.4em; }
#chosen { background: var(--panel); border: 1px solid var(--line); border-radius: .3rem; padding: .8rem; min-width: 0; align-self: start; }
#chosen dl { display: grid; grid-template-columns: 1fr auto; gap: 0 .8rem; margin: 0 0 .6rem; }
#chosen dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
pre { background: var(--back); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; margin: .2rem 0 .6rem; overflow: auto; max-height: 20rem; font-size: 12px; }
#command { white-space: pre-wrap; overflow-wrap: anywhere; }
a, summary { color: var(--chosen); cursor: pointer; }
details { margin: .4rem 0; }
#limits { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: .3rem 1.2rem; margin: .5rem 0; }
#limits label { display: grid; grid-template-columns: 1fr 5.5rem 5.5rem; gap: .3rem; align-items: center; }
input, select, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: .25rem; padding: .1rem .3rem; min-width: 0; max-width: 100%; }
.wide { overflow: auto; max-height: 34rem; }
.wide.whole { max-height: none; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .18rem .6rem; text-align: right; border-bottom: 1px solid var(--line); vertical-align: top; }
th { position: sticky; top: 0; z-index: 1; background: var(--back); vertical-align: bottom; font-weight: 600; max-width: 9rem; }
#front th { cursor: pointer; }
td:first-child, th:first-child { text-align: left; white-space: nowrap; }
tr.chosen { background: var(--row); }
tr.pick { cursor: pointer; }
tr.pick:hover { outline: 1px solid var(--chosen); }
td.bar { text-align: left; white-space: nowrap; }
.track { position: relative; height: .5rem; margin: .15rem 0; width: 8rem; }
.track i { position: absolute; top: 0; bottom: 0; border-radius: 2px; background: var(--chosen); }
.track i.modelled { background: var(--light); }
.track i.measured { background: var(--measured); }
.track i.range { background: var(--front); }
@media (max-width: 45rem) { td:first-child, th:first-child { white-space: normal; min-width: 7rem; } td, th { padding: .18rem .35rem; } }
td.group { color: var(--quiet); padding-top: .7rem; }
`;
