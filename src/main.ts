/** `npm start`. */
import { loadEnvFile } from './config.ts';
import { serve } from './run.ts';

loadEnvFile();
await serve();
