// An SVG document as PNG, without a browser and with the one face that this package's pictures are written in.
import { join } from "node:path";
import { packageFolder } from "../base/package-folder.ts";
import { font } from "./svg.ts";

const face = join("data", "fonts", "DejaVuSans.ttf");

/** `scale` pixels to the document's unit. The same on every machine: system fonts are not looked at. */
export async function svgToPng(svg: string, scale = 2): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const fontFiles = [join(packageFolder(), face)];
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: font },
  });
  return image.render().asPng();
}
