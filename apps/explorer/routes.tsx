import { Route, Switch, useLocation } from 'wouter';
import { SearchPage } from './features/search/SearchPage.tsx';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { TraceRoute } from './TraceRoute.tsx';

/** One boundary a path, so that a page that failed is left behind by going elsewhere. */
export function Routes() {
  const [path] = useLocation();
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
