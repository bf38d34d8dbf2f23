import { useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { SearchPage } from './features/search/SearchPage.tsx';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { TraceRoute } from './TraceRoute.tsx';
import { loadTracePage } from './tracePage.ts';

/** One boundary a path, so that a page that failed is left behind by going elsewhere. */
export function Routes() {
  const [path] = useLocation();
  useEffect(loadAheadOfPointer, []);
  return (
    <ErrorBoundary key={path}>
      <Switch>
        <Route path="/">
          <SearchPage />
        </Route>
        <Route path="/trace/:traceId">{({ traceId }) => <TraceRoute traceId={traceId} />}</Route>
        <Route>
          <NotFound path={path} />
        </Route>
      </Switch>
    </ErrorBoundary>
  );
}

/** A pointer on a link to a trace is most of a click: its page is there when the click comes. */
function loadAheadOfPointer(): () => void {
  const onPointerOver = ({ target }: PointerEvent) => {
    if (!(target instanceof Element) || target.closest('a[href*="/trace/"]') === null) return;
    stop();
    // A failure here is told when the page is really opened.
    loadTracePage().catch(() => undefined);
  };
  const stop = () => document.removeEventListener('pointerover', onPointerOver);
  document.addEventListener('pointerover', onPointerOver);
  return stop;
}
