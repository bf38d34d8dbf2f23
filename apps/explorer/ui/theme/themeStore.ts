import { create } from 'zustand';
import { readPreference, writePreference } from '../preference.ts';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
type Theme = 'light' | 'dark';

interface ThemeState {
  readonly choice: ThemeChoice;
  /** What is on screen: the choice, or the system's when it is left to it. */
  readonly theme: Theme;
  readonly choose: (choice: ThemeChoice) => void;
}

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

// The attribute is set before the store changes, so that whoever draws on a canvas when told reads
// the new colours.
function apply(choice: ThemeChoice): Pick<ThemeState, 'choice' | 'theme'> {
  const theme = choice === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : choice;
  document.documentElement.dataset.theme = theme;
  return { choice, theme };
}

export const useThemeStore = create<ThemeState>()((set) => ({
  ...apply(readPreference('theme', THEME_CHOICES, 'system')),
  choose: (choice) => {
    writePreference('theme', choice);
    set(apply(choice));
  },
}));

systemIsDark.addEventListener('change', () => {
  const { choice } = useThemeStore.getState();
  if (choice === 'system') useThemeStore.setState(apply(choice));
});
