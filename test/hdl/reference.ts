// The reference of the hardware language, made from its source: every exported word with its comment.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ClassMember,
  type Declaration,
  type ModuleItem,
  parseSync,
  type TsTypeElement,
} from "@swc/core";

/** One word: what it is, how it is written, what its comment says. */
export interface Word {
  readonly name: string;
  readonly kind: "function" | "value" | "class" | "type";
  readonly signature: string;
  readonly comment: string;
  /** Methods and fields of a class or an interface. */
  readonly members: readonly Word[];
}

/** The source of a file with spans that count from its beginning. */
class Source {
  readonly items: readonly ModuleItem[];
  private readonly bytes: Buffer;
  private readonly base: number;

  constructor(path: string) {
    const first = "export {};\n";
    this.bytes = Buffer.from(first + readFileSync(path, "utf8"));
    const module = parseSync(this.bytes.toString(), { syntax: "typescript", target: "es2022" });
    this.items = module.body;
    // The parser counts on from the files before.
    this.base = module.span.start;
  }

  text(start: number, end: number): string {
    return this.bytes
      .subarray(start - this.base, end - this.base)
      .toString()
      .replace(/\s+/g, " ")
      .trim();
  }

  /** The comment that ends just before. */
  comment(start: number): string {
    const before = this.bytes.subarray(0, start - this.base).toString();
    const found = before.match(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export\s+|readonly\s+)*$/)?.[1];
    return (found ?? "").replace(/^\s*\* ?/gm, "").trim();
  }
}

const folder = fileURLToPath(new URL("../../src/hdl/", import.meta.url));
const sources = new Map<string, Source>();
const sourceOf = (path: string): Source => {
  const known = sources.get(path) ?? new Source(path);
  sources.set(path, known);
  return known;
};

const tidy = (text: string): string =>
  text.replace(/^(export |async |function |class |const )+/, "").replace(/ ?\{$/, "");

/** Where a node of the tree begins. */
const startOf = (node: object | undefined): number | undefined =>
  (node as { span: { start: number } } | undefined)?.span.start;

/** What is for the language's own files says so. */
const isInternal = ({ comment }: Word): boolean => comment.includes("@internal");

function memberOf(source: Source, m: ClassMember | TsTypeElement): Word[] {
  const named = (name: string, end: number): Word[] => [
    {
      name,
      kind: "function",
      signature: tidy(source.text(m.span.start, end))
        .replace(/^readonly /, "")
        .replace(/;$/, ""),
      comment: source.comment(m.span.start),
      members: [],
    },
  ];
  const keyOf = (key: { type: string; value?: unknown }) => (key.type === "Identifier" ? `${key.value}` : "");
  if (m.type === "ClassMethod") {
    if (m.accessibility === "private" || m.accessibility === "protected" || m.isStatic) return [];
    return named(keyOf(m.key), m.function.body?.span.start ?? m.span.end);
  }
  if (m.type === "ClassProperty") {
    if (m.accessibility === "private" || m.accessibility === "protected" || m.isStatic) return [];
    return named(keyOf(m.key), startOf(m.value) ?? m.span.end).map((w) => ({
      ...w,
      signature: w.signature.replace(/ =$/, ""),
    }));
  }
  if (m.type === "TsPropertySignature" || m.type === "TsMethodSignature")
    return named(keyOf(m.key as { type: string; value?: unknown }), m.span.end);
  return [];
}

function declared(source: Source, declaration: Declaration): Word[] {
  const comment = source.comment(declaration.span.start);
  switch (declaration.type) {
    case "FunctionDeclaration": {
      const signature = tidy(
        source.text(declaration.span.start, declaration.body?.span.start ?? declaration.span.end),
      );
      return [{ name: declaration.identifier.value, kind: "function", signature, comment, members: [] }];
    }
    case "ClassDeclaration": {
      const name = declaration.identifier.value;
      const members = declaration.body.flatMap((m) => memberOf(source, m)).filter((m) => !isInternal(m));
      return [{ name, kind: "class", signature: name, comment, members }];
    }
    case "VariableDeclaration":
      return declaration.declarations.flatMap((d): Word[] => {
        if (d.id.type !== "Identifier") return [];
        const isFunction = d.init?.type === "ArrowFunctionExpression";
        const text = source.text(
          d.span.start,
          startOf(d.init?.type === "ArrowFunctionExpression" ? d.init.body : d.init) ?? d.span.end,
        );
        const signature = isFunction ? text.replace(/ = /, "").replace(/ =>$/, "") : text.replace(/ =$/, "");
        return [
          { name: d.id.value, kind: isFunction ? "function" : "value", signature, comment, members: [] },
        ];
      });
    case "TsInterfaceDeclaration": {
      const members = declaration.body.body.flatMap((m) => memberOf(source, m));
      return [
        { name: declaration.id.value, kind: "type", signature: declaration.id.value, comment, members },
      ];
    }
    case "TsTypeAliasDeclaration": {
      const signature = source.text(
        declaration.typeAnnotation.span.start,
        declaration.typeAnnotation.span.end,
      );
      return [
        {
          name: declaration.id.value,
          kind: "type",
          signature: `${declaration.id.value} = ${signature}`,
          comment,
          members: [],
        },
      ];
    }
    default:
      return [];
  }
}

/** Every word that a module exports, those that it passes on included. */
export function wordsOf(path: string = join(folder, "index.ts")): Word[] {
  const source = sourceOf(path);
  const words: Word[] = [];
  for (const item of source.items) {
    if (item.type === "ExportDeclaration") words.push(...declared(source, item.declaration));
    else if (item.type === "ExportAllDeclaration")
      words.push(...wordsOf(join(dirname(path), item.source.value)));
    else if (item.type === "ExportNamedDeclaration" && item.source) {
      const there = wordsOf(join(dirname(path), item.source.value));
      for (const s of item.specifiers) {
        if (s.type !== "ExportSpecifier") continue;
        const found = there.find((w) => w.name === s.orig.value);
        if (found === undefined)
          throw new Error(`${path} exports ${s.orig.value}, which ${item.source.value} has not`);
        words.push(found);
      }
    }
  }
  return words;
}

const heading = { function: "Functions", value: "Values", class: "Classes", type: "Types" } as const;

/** Overloads and accessors of one name follow each other: the first that says something speaks for all. */
function entry(word: Word, mark: string): string[] {
  const lines = [`${mark} \`${word.name}\``, "", ...(word.comment === "" ? [] : [word.comment, ""])];
  if (word.signature !== word.name) lines.push("```ts", word.signature, "```", "");
  for (const member of word.members) {
    if (member.signature === "" || member.name === "") continue;
    lines.push(`- \`${member.signature.replaceAll("`", "'")}\`${member.comment === "" ? "" : `  `}`);
    if (member.comment !== "") lines.push(...member.comment.split("\n").map((line) => `  ${line}`.trimEnd()));
  }
  if (word.members.length > 0) lines.push("");
  return lines;
}

/** The whole page. */
export function referenceText(words: readonly Word[] = wordsOf()): string {
  const lines = [
    "# Reference of the hardware language",
    "",
    "Every word that `dmp-rtl/hdl` exports, from the comments in `src/hdl/`; `npm run reference` writes this page, and a",
    "test fails where it is not current. [The guide](hdl.md) says how the words go together.",
    "",
  ];
  for (const kind of ["function", "value", "class", "type"] as const) {
    const some = words.filter((w) => w.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (some.length === 0) continue;
    lines.push(`## ${heading[kind]}`, "", ...some.flatMap((w) => entry(w, "###")));
  }
  return `${lines.join("\n").trim()}\n`;
}
