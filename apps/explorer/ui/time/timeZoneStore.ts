import { create } from 'zustand';
import { readPreference, writePreference } from '../preference.ts';

export const TIME_ZONES = ['local', 'utc'] as const;
export type TimeZone = (typeof TIME_ZONES)[number];

interface TimeZoneState {
  readonly zone: TimeZone;
  readonly setZone: (zone: TimeZone) => void;
}

export const useTimeZoneStore = create<TimeZoneState>()((set) => ({
  zone: readPreference('timeZone', TIME_ZONES, 'local'),
  setZone: (zone) => {
    writePreference('timeZone', zone);
    set({ zone });
  },
}));

/** Every time on a page is written in the zone this returns. */
export function useTimeZone(): TimeZone {
  return useTimeZoneStore((state) => state.zone);
}
