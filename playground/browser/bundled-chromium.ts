import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const nodeModules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const packageFolder = join(nodeModules, '@sparticuz', 'chromium');

/** Where the parts of the unpacked Chromium are. */
export interface BundledChromium {
  /** The headless browser itself. */
  readonly executable: string;
  /** Libraries that a bare Debian lacks: NSS, NSPR, expat. */
  readonly libraryFolder: string;
  /** A fontconfig file that knows the machine's fonts and the ones in the package. */
  readonly fontConfig: string;
}

/**
 * Unpacks the Chromium in the `@sparticuz/chromium` package, once per installed version.
 *
 * It goes to `node_modules/.cache`, which only the owner of the checkout writes to and which
 * `npm ci` clears. Any number of processes may ask at once: each unpacks into a folder of its
 * own, and the first to finish gives its folder the final name.
 *
 * @throws Error on a machine that the package has no build for.
 */
export async function unpackBundledChromium(
  cache: string = join(nodeModules, '.cache', 'chromium'),
): Promise<BundledChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The bundled Chromium runs on Linux x64 only, this is ${process.platform} ${process.arch}. ` +
        'Install Chrome or Chromium, or set CHROMIUM_PATH to one.',
    );
  }
  const folder = join(cache, await packageVersion());
  if (!existsSync(folder)) {
    await unpackInto(cache, folder);
  }
  return {
    executable: join(folder, 'chromium'),
    libraryFolder: join(folder, 'al2023', 'lib'),
    fontConfig: join(folder, 'fonts.conf'),
  };
}

async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'unknown';
}

async function unpackInto(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await promisify(execFile)(
      process.execPath,
      [
        fileURLToPath(new URL('./unpack-chromium.ts', import.meta.url)),
        ...['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((archive) =>
          join(packageFolder, 'bin', archive),
        ),
      ],
      { env: { ...process.env, TMPDIR: staging } },
    );
    await writeFile(join(staging, 'fonts.conf'), fontConfig(folder));
    await rename(staging, folder).catch((error: unknown) => {
      if (!existsSync(folder)) {
        throw error;
      }
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function fontConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
  ${['sans-serif', 'system-ui', 'Arial', 'Helvetica'].map(alias).join('\n  ')}
</fontconfig>
`;
}

// The one good text face that is there on every machine, so that pictures look the same.
function alias(family: string): string {
  return `<match target="pattern"><test name="family"><string>${family}</string></test>
    <edit name="family" mode="assign" binding="strong"><string>Open Sans</string></edit></match>`;
}
