/** The entry point of `npm start`. It loads the server's modules after the compile cache is on, so that they use it. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { prepareEnvironment } = await import('./config.ts');
const { serve } = await import('./run.ts');

await serve(prepareEnvironment);
