/**
 * The entry point of `npm start`. It loads the server's modules after the compile cache is on, so that they use it.
 * JavaScript, since for one TypeScript file outside of that cache Node loads its compiler, and keeps it in memory (17 MB).
 */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { prepareEnvironment } = await import('./config.ts');
const { serve } = await import('./run.ts');

await serve(prepareEnvironment);
