import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { SearchPage } from './features/search/SearchPage.tsx';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { PageSkeleton } from './shell/PageSkeleton.tsx';

const TracePage = lazy(async () => {
  const { TracePage } = await import('./features/trace/TracePage.tsx');
  return { default: TracePage };
});

/** One boundary a path, so that a page that failed is left behind by going elsewhere. */
export function Routes() {
  const [path] = useLocation();
  return (
    <ErrorBoundary key={path}>
      <Suspense fallback={<PageSkeleton />}>
        <Switch>
          <Route path="/">
            <SearchPage />
          </Route>
          <Route path="/trace/:traceId">{({ traceId }) => <TracePage traceId={traceId} />}</Route>
          <Route>
            <NotFound path={path} />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}
