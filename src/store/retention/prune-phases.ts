/** Retention: deletes old rows in small steps. Each phase walks through one table in the order of its ids. */
import { pruneAudit } from './prune-audit.ts';
import { pruneBodies } from './prune-bodies.ts';
import { pruneDeliveries } from './prune-deliveries.ts';
import { prunePreview } from './prune-preview.ts';
import { pruneSessions } from './prune-sessions.ts';
import type { Prune, RetentionAges } from './prune-step.ts';

/** The phases in order, each with the age that applies to it. */
export const prunePhases = [
  { name: 'bodies', age: 'raw', prune: pruneBodies },
  { name: 'sessions', age: 'events', prune: pruneSessions },
  { name: 'deliveries', age: 'events', prune: pruneDeliveries },
  { name: 'preview', age: 'events', prune: prunePreview },
  { name: 'audit', age: 'events', prune: pruneAudit },
] as const satisfies readonly { name: string; age: keyof RetentionAges; prune: Prune }[];
