// SVG as text: elements, escaped text, numbers that are not longer than needed.

export type Attributes = Readonly<Record<string, string | number>>;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// Characters that no XML document may hold.
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string) => text.replace(forbidden, "�").replace(/[&<>"]/g, (c) => escapes[c]!);

/** A coordinate, to a hundredth of a pixel. */
export const coordinate = (x: number): string => String(Math.round(x * 100) / 100);

const written = (value: string | number) => (typeof value === "number" ? coordinate(value) : escaped(value));

/** An element. `inside`: elements, already text. */
export function element(name: string, attributes: Attributes, inside = ""): string {
  const said = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${written(value)}"`)
    .join("");
  return inside === "" ? `<${name}${said}/>` : `<${name}${said}>${inside}</${name}>`;
}

export const label = (x: number, y: number, text: string, attributes: Attributes = {}): string =>
  element("text", { x, y, ...attributes }, escaped(text));

export const font = "DejaVu Sans";

/** A whole picture of so many pixels, on white. */
export function picture(width: number, height: number, title: string, inside: readonly string[]): string {
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${coordinate(width)} ${coordinate(height)}`,
    "font-family": `${font}, Verdana, sans-serif`,
    "font-size": 11,
    fill: "#2d3748",
  };
  const background = element("rect", { width, height, fill: "#ffffff" });
  return `${element("svg", root, [element("title", {}, escaped(title)), background, ...inside].join("\n"))}\n`;
}
