import { useState } from 'react';
import { readPreferenceList, writePreferenceList } from '../../ui/preference.ts';

export interface PaneLimits {
  readonly minPx: number;
  readonly maxPx: number;
  readonly defaultPx: number;
}

export interface PaneWidth extends PaneLimits {
  readonly widthPx: number;
  readonly resize: (widthPx: number) => void;
}

/** The width of a part of the page that its user may change; remembered on this machine. */
export function usePaneWidth(name: string, limits: PaneLimits): PaneWidth {
  const [widthPx, setWidthPx] = useState(() => storedWidthPx(name, limits));
  const resize = (wantedPx: number) => {
    const allowedPx = Math.max(limits.minPx, Math.min(wantedPx, limits.maxPx));
    setWidthPx(allowedPx);
    writePreferenceList(name, [String(allowedPx)]);
  };
  return { ...limits, widthPx, resize };
}

function storedWidthPx(name: string, { minPx, maxPx, defaultPx }: PaneLimits): number {
  const storedPx = Number(readPreferenceList(name)?.[0]);
  return storedPx >= minPx && storedPx <= maxPx ? storedPx : defaultPx;
}
