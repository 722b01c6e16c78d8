// Bundles the pages' assets into the package: hashed names, a manifest, and compressed twins beside each file.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/cocreate_server/ground/ui/static/built");
const fresh = `${target}.new`;

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
await build({
  entryPoints: ["app.js", "charts.js", "app.css", "public.css"].map((name) => join(here, name)),
  outdir: fresh,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome100", "firefox100", "safari15"],
  legalComments: "none",
});

// respondents come with old phones and old browsers, and their page may not wait for modules
await build({
  entryPoints: ["survey.js", "widget.js", "kiosk.js", "kiosk-worker.js"].map((name) => join(here, name)),
  outdir: fresh,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2015"],
  legalComments: "none",
});

const manifest = {};
for (const name of readdirSync(fresh)) {
  const content = readFileSync(join(fresh, name));
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const [stem, extension] = [basename(name, name.slice(name.lastIndexOf("."))), name.slice(name.lastIndexOf("."))];
  const hashed = `${stem}.${digest}${extension}`;
  renameSync(join(fresh, name), join(fresh, hashed));
  writeFileSync(join(fresh, `${hashed}.gz`), gzipSync(content, { level: 9 }));
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(join(fresh, `${hashed}.br`), brotliCompressSync(content, brotli));
  manifest[name] = `built/${hashed}`;
}
writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, null, 2));
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);
