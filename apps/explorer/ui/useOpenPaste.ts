import { useCallback } from 'react';
import { useLocation, useRouter } from 'wouter';
import { recognisePaste } from '../../../shared/query/recognisePaste.ts';
import { pastePath } from '../url/pastePath.ts';

/** Goes where a trace id, a traceparent or a link leads; false for what is a query. */
export function useOpenPaste(): (text: string) => boolean {
  const { base } = useRouter();
  const [, navigate] = useLocation();
  return useCallback(
    (text) => {
      const own = { origin: window.location.origin, basePath: `${base}/` };
      const target = recognisePaste(text, own);
      if (target === undefined) return false;
      navigate(pastePath(target));
      return true;
    },
    [base, navigate],
  );
}
