// The numbers that stand for a step of a part in the recurrence of step times.

/**
 * Numbers of a step, all in cycles. A step is *taken* when it is ready and the events before it have gone by; it has *met* its
 * events when the first group of neurons has its last term: without a list, when its job starts. *Sent* is when the next
 * part has taken the last of its spikes.
 */
export const field = {
  /** From taken to met, and from when the job before is done, at the least. */
  takenToMet: 0,
  freeToMet: 1,
  /** From met until the events of the next step may go by, and until the next job may begin. */
  metToPass: 2,
  metToFree: 3,
  /** To sent at the least: from when the next part opens, from when the step before was sent, from met. */
  opensToSent: 4,
  leftToSent: 5,
  metToSent: 6,
  /** From sent until the step is ready in the next part. */
  sentToReady: 7,
} as const;

export type Field = keyof typeof field;

/** Numbers of a step of a part, and of a step of the events from outside: from taken to sent, and from then to ready. */
export const FIELDS = 8;
export const EVENT_FIELDS = 4;
