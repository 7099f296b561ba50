/** `npm start`. What it consists of is kept compiled from one start to the next, so it is loaded after that is switched on. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { prepareEnvironment } = await import('./config.ts');
const { serve } = await import('./run.ts');

await serve(prepareEnvironment);
