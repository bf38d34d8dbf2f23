import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { ImportProgress } from '../../../../../shared/api/answers.ts';
import { type ImportState, importFile } from '../../../api/importFile.ts';

/** One dropped file on its way into the store. */
export interface ImportJob {
  readonly id: number;
  readonly name: string;
  readonly outcome:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'running'; readonly state: ImportState }
    | { readonly kind: 'done'; readonly progress: ImportProgress }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly error: unknown };
}

export interface Imports {
  readonly jobs: readonly ImportJob[];
  readonly start: (files: readonly File[]) => void;
  readonly cancel: (id: number) => void;
  readonly dismiss: (id: number) => void;
}

/** Imports files one after the other: the store takes one stream at a time best. */
export function useImports(): Imports {
  const [jobs, setJobs] = useState<readonly ImportJob[]>([]);
  const lastId = useRef(0);
  const controllers = useRef(new Map<number, AbortController>());
  const queue = useRef(Promise.resolve());
  const client = useQueryClient();

  const settle = useCallback((id: number, outcome: ImportJob['outcome']) => {
    setJobs((all) => all.map((job) => (job.id === id ? { ...job, outcome } : job)));
  }, []);

  const run = useCallback(
    async (id: number, file: File, signal: AbortSignal) => {
      const onState = (state: ImportState) => settle(id, { kind: 'running', state });
      try {
        const progress = await importFile(file, onState, signal);
        settle(id, { kind: 'done', progress });
        await client.invalidateQueries();
      } catch (error) {
        settle(id, signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error });
      }
    },
    [settle, client],
  );

  const start = useCallback(
    (files: readonly File[]) => {
      for (const file of files) {
        const id = ++lastId.current;
        const controller = new AbortController();
        controllers.current.set(id, controller);
        setJobs((all) => [...all, { id, name: file.name, outcome: { kind: 'waiting' } }]);
        queue.current = queue.current.then(() => run(id, file, controller.signal));
      }
    },
    [run],
  );

  const cancel = useCallback((id: number) => controllers.current.get(id)?.abort(), []);
  const dismiss = useCallback(
    (id: number) => setJobs((all) => all.filter((job) => job.id !== id)),
    [],
  );
  return { jobs, start, cancel, dismiss };
}
