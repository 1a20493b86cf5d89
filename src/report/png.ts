// An SVG document as PNG, without a browser and with the one face that this package's pictures are written in.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { font } from "./svg.ts";

const face = join("data", "fonts", "DejaVuSans.ttf");

/** The package's folder: the sources run from src/report, the build from dist/src/report. */
function root(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : root(dirname(folder));
}

/** `scale` pixels to the document's unit. The same on every machine: system fonts are not looked at. */
export async function svgToPng(svg: string, scale = 2): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const fontFiles = [join(root(dirname(fileURLToPath(import.meta.url))), face)];
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: font },
  });
  return image.render().asPng();
}
