import controls from '../ui/controls/controls.module.css';
import { Icon, type IconName } from '../ui/icons/Icon.tsx';
import { THEME_CHOICES, type ThemeChoice, useThemeStore } from '../ui/theme/themeStore.ts';
import { useTooltip } from '../ui/tooltip/useTooltip.ts';

const ICONS: Readonly<Record<ThemeChoice, IconName>> = {
  system: 'system',
  light: 'sun',
  dark: 'moon',
};

/** Goes round system, light and dark. */
export function ThemeButton() {
  const choice = useThemeStore((state) => state.choice);
  const choose = useThemeStore((state) => state.choose);
  const next =
    THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? 'system';
  const tooltip = useTooltip(`Theme: ${choice}. Click for ${next}.`);
  return (
    <button
      type="button"
      className={controls.ghost}
      aria-label={`Theme: ${choice}`}
      onClick={() => choose(next)}
      {...tooltip}
    >
      <Icon name={ICONS[choice]} />
    </button>
  );
}
