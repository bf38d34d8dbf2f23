import './ui/theme/tokens.css';
import './ui/theme/stages.css';
import './ui/theme/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { ROUTER_BASE } from './api/basePath.ts';
import { queryClient } from './api/queryClient.ts';
import { Routes } from './routes.tsx';
import { Shell } from './shell/Shell.tsx';
import { openedTraceArrives } from './tracePage.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');

openedTraceArrives(queryClient).then(() =>
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Router base={ROUTER_BASE}>
          <Shell>
            <Routes />
          </Shell>
        </Router>
      </QueryClientProvider>
    </StrictMode>,
  ),
);
