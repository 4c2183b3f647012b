// Builds server/static/vendor from our own Sass and JavaScript and the npm packages that package-lock.json pins.
// Every file carries a piece of its own hash in its name, so browsers may keep it for ever; manifest.json says which name is which.
import * as sass from "sass";
import * as esbuild from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const vendor = join(here, "..", "static", "vendor");
// Filled aside and put in place at the end: a build that fails leaves the old one standing.
const out = `${vendor}.new`;
rmSync(out, { recursive: true, force: true });

const manifest = {};
const put = (name, content) => {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const ending = extname(name);
  const named = posix.join(posix.dirname(name), `${basename(name, ending)}.${hash}${ending}`);
  mkdirSync(dirname(join(out, named)), { recursive: true });
  writeFileSync(join(out, named), content);
  manifest[name] = named;
};

const face = "@fontsource-variable/atkinson-hyperlegible-next";
for (const letters of ["latin", "latin-ext"])
  for (const slope of ["normal", "italic"])
    put(`fonts/${letters}-${slope}.woff2`, readFileSync(join(packages, face, "files", `atkinson-hyperlegible-next-${letters}-wght-${slope}.woff2`)));

let css = sass.compile(join(here, "app.scss"), { loadPaths: [packages], style: "compressed", quietDeps: true }).css;
for (const [name, named] of Object.entries(manifest)) css = css.replaceAll(`url("${name}")`, `url("${named}")`);
put("app.css", css);

for (const script of ["early", "page"]) {
  const built = await esbuild.build({
    entryPoints: [join(here, `${script}.js`)],
    bundle: true, minify: true, format: script === "early" ? "iife" : "esm", target: "es2020", legalComments: "none",
    nodePaths: [packages], write: false,
  });
  put(`${script}.js`, built.outputFiles[0].contents);
}
put("icon.svg", readFileSync(join(here, "icon.svg")));
put("htmx.js", readFileSync(join(packages, "htmx.org/dist/htmx.min.js")));

// What we serve of others' work carries their licence along; the package of GOV.UK Frontend holds none, so its text stands in licences/.
mkdirSync(join(out, "licences"));
for (const [name, licence] of [
  ["govuk-frontend", join(here, "licences", "govuk-frontend.txt")],
  ["htmx", join(packages, "htmx.org", "LICENSE")],
  ["atkinson-hyperlegible-next", join(packages, face, "LICENSE")],
])
  copyFileSync(licence, join(out, "licences", `${name}.txt`));
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

rmSync(vendor, { recursive: true, force: true });
renameSync(out, vendor);
