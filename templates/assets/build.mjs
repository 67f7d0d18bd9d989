// node build.mjs: styles, scripts, fonts and icons → dist/, hashed, minified and compressed ahead,
// with manifest.json (name → hashed name) and icons.json (name → path) for the Go side.
import { PurgeCSS } from 'purgecss';
import { build as esbuild } from 'esbuild';
import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (...parts) => join(dirname(fileURLToPath(import.meta.url)), ...parts);
const read = (...parts) => readFileSync(here(...parts), 'utf8');
const dist = here('dist');
mkdirSync(dist, { recursive: true });
for (const file of readdirSync(dist)) if (file !== '.gitkeep') rmSync(join(dist, file), { recursive: true });

const manifest = {};
function emit(name, content, { compress = true } = {}) {
  const bytes = Buffer.from(content);
  const hashed = name.replace(/(\.[^.]+)$/, `.${createHash('sha256').update(bytes).digest('hex').slice(0, 10)}$1`);
  writeFileSync(join(dist, hashed), bytes);
  if (compress) {
    const brotli = brotliCompressSync(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
    writeFileSync(join(dist, `${hashed}.br`), brotli);
    writeFileSync(join(dist, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
    console.log(`${name.padEnd(20)} ${bytes.length} B, ${brotli.length} B brotli`);
  }
  manifest[name] = hashed;
  return hashed;
}

// Fonts. Titillium Web has no Greek letters: a page that has some fetches the Greek face, and only then.
const latin = 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';
const greek = 'U+0370-03FF,U+1F00-1FFF';
function face(family, pack, subset, weight, weights, range) {
  const file = `${pack}-${subset}-${weight}-normal.woff2`;
  const hashed = emit(file, readFileSync(here('node_modules/@fontsource', pack, 'files', file)), { compress: false });
  return `@font-face{font-family:'${family}';font-style:normal;font-weight:${weights};font-display:swap;src:url(/assets/${hashed}) format('woff2');unicode-range:${range}}`;
}
const fonts = [
  face('Titillium Web', 'titillium-web', 'latin', 400, '400', latin),
  face('Titillium Web', 'titillium-web', 'latin', 600, '600 900', latin),
  face('Albo Greek', 'noto-sans', 'greek', 400, '400', greek),
  face('Albo Greek', 'noto-sans', 'greek', 600, '600 900', greek),
  // a local face with the metrics of Titillium: nothing moves when the font arrives
  `@font-face{font-family:'Titillium Fallback';src:local('Arial'),local('Roboto'),local('Liberation Sans'),local('Helvetica');size-adjust:93.7%;ascent-override:120.9%;descent-override:41.4%;line-gap-override:0%;unicode-range:${latin}}`,
].join('');

// Bootstrap Italia as published, without what no template names.
const upstream = read('node_modules/bootstrap-italia/dist/css/bootstrap-italia.min.css')
  .replace(/^\uFEFF/, '').replace(/\/\*# sourceMappingURL.*?\*\//, '').replace(/@font-face\{[^}]*\}/g, '');
const [purged] = await new PurgeCSS().purge({
  content: [here('..', '**/*.templ'), here('js/*.js')],
  css: [{ raw: upstream }], // our own layer is not purged: a bare :focus-visible would go
  variables: true,
  keyframes: true,
  fontFace: false,
  safelist: { standard: [/^data-/], greedy: [/aria-/, /\[open\]/], variables: [/^--bootstrap-italia-version$/] },
  defaultExtractor: (text) => text.match(/[\w-/:%.]+(?<![:.])/g) ?? [],
});

// Its blues are compiled in: they become custom properties, for the colour of a body and for dark screens.
const theme = JSON.parse(read('css/theme-map.json'));
function kind(property) {
  if (/(^|-)(color|fill|stroke)$/.test(property) && !/(background|border|outline)-color$/.test(property)) return 'fg';
  if (/background|-bg$|bg-/.test(property)) return 'bg';
  return /border|outline|shadow/.test(property) ? 'line' : null;
}
const themed = purged.css.replace(/([-\w]+):\s*([^;{}]+)(?=[;}\n])/g, (all, property, value) => {
  const tokens = theme[kind(property)];
  if (!tokens || value.includes('url(')) return all;
  return all.replace(/#[0-9a-f]{3,6}\b|(?:hsl|rgb)\([^)]*\)/gi, (colour) => {
    const token = tokens[colour.replace(/\s+/g, '').toLowerCase()];
    return token ? `var(--rg-${token})` : colour;
  });
});

const targets = ['chrome87', 'safari14', 'firefox86', 'ios14'];
async function minify(css) {
  const result = await esbuild({ stdin: { contents: css, loader: 'css' }, minify: true, write: false, legalComments: 'none', target: targets });
  return result.outputFiles[0].text;
}
emit('app.css', await minify(fonts + themed + read('css/app.css')));
emit('work.css', await minify(read('css/work.css')));
for (const name of ['app.js', 'work.js']) {
  const result = await esbuild({ entryPoints: [here('js', name)], bundle: true, minify: true, format: 'iife', target: ['es2019'], write: false, legalComments: 'none' });
  emit(name, result.outputFiles[0].contents);
}

// Icons: those that a template or component names, from the sprite of Bootstrap Italia.
const sprite = read('node_modules/bootstrap-italia/dist/svg/sprites.svg');
const sources = readdirSync(here('..'), { recursive: true }).filter((f) => f.endsWith('.templ') || (f.endsWith('.go') && !f.endsWith('_templ.go'))).map((f) => read('..', f)).join('');
const icons = {};
for (const [, name] of sources.matchAll(/"(it-[a-z0-9-]+)"/g)) {
  const symbol = sprite.match(new RegExp(`<(symbol|svg)[^>]*id="${name}"[^>]*>(.*?)</\\1>`, 's'));
  if (symbol) icons[name] = symbol[2].replace(/<path fill="none" d="M0 0h24v24H0z"\s*\/?>(<\/path>)?/g, '').replace(/\s+/g, ' ').trim();
}
writeFileSync(join(dist, 'icons.json'), JSON.stringify(icons));

// The licences of what is shipped ask to be shipped with it.
const packages = ['bootstrap-italia', '@fontsource/titillium-web', '@fontsource/noto-sans'];
emit('third-party.txt', packages.map((name) => {
  const folder = here('node_modules', name);
  const about = JSON.parse(readFileSync(join(folder, 'package.json')));
  const licence = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  return `${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, licence), 'utf8')}`;
}).join('\n\n----\n\n'));
writeFileSync(join(dist, 'manifest.json'), JSON.stringify(manifest, null, 1));
